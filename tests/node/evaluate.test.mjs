import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { newGateway } from './support/connection.mjs';
import { fails, late, local, remote } from './support/errors.mjs';
import { json, text, uniqueKey } from './support/names.mjs';
import { mspIds, organizations, profile } from './support/profile.mjs';
import { evaluateRequest, newProposal } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';

describe('evaluate', () => {
    let connection;
    let contract;
    before(() => {
        connection = newGateway();
        contract = connection.contract;
    });
    after(() => connection.close());

    it('gives the chaincode its arguments in order', async () => {
        assert.equal(text(await contract.evaluateTransaction('echo', 'a', '', 'c')), 'a,,c');
    });

    it('passes bytes that are no text', async () => {
        const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
        assert.deepEqual(await contract.evaluate('echo', { arguments: [bytes] }), bytes);
        assert.deepEqual(await contract.evaluateTransaction('binary'), bytes);
    });

    it('gives an empty result', async () => {
        assert.equal((await contract.evaluateTransaction('echo')).length, 0);
    });

    it('gives a result of 6 MB', async () => {
        assert.equal((await contract.evaluateTransaction('large', '6000000')).length, 6_000_000);
    });

    it('tells the chaincode who calls', async () => {
        const { mspId, user } = organizations[0];
        const commonName = new X509Certificate(user.identity.credentials).subject.match(/CN=(.*)/)[1];
        assert.deepEqual(json(await contract.evaluateTransaction('caller')), { mspId, commonName });
    });

    it('tells the chaincode the transaction id, channel and the time in the proposal', async () => {
        const time = new Date(Date.now() - 600_000);
        const proposal = await newProposal({ args: ['transaction'], time });
        const response = await call(connection.client, 'Evaluate', evaluateRequest(proposal));
        const answer = json(response.getResult().getPayload_asU8());
        assert.equal(answer.transactionId, proposal.transactionId);
        assert.equal(answer.channel, profile.channel);
        assert.equal(Date.parse(answer.time), time.getTime());
    });

    it('writes nothing', async () => {
        const key = uniqueKey();
        assert.equal(text(await contract.evaluateTransaction('put', key, 'v')), 'v');
        await fails(() => contract.evaluateTransaction('get', key), {
            code: 'UNKNOWN',
            message: `evaluate call to endorser returned error: chaincode response 500, NOT_FOUND: ${key}`,
            details: [local(`chaincode response 500, NOT_FOUND: ${key}`)],
        });
    });

    it('runs at a given organization', async () => {
        await fails(() => contract.evaluate('fail', { arguments: ['x'], endorsingOrganizations: [mspIds[1]] }), {
            code: 'UNKNOWN',
            message: 'evaluate call to endorser returned error: chaincode response 500, x',
            details: [remote(1, 'chaincode response 500, x')],
        });
    });

    it('passes over an unknown organization when another is given', async () => {
        assert.equal(text(await contract.evaluate('echo', { arguments: ['a'], endorsingOrganizations: [mspIds[1], 'NobodyMSP'] })), 'a');
    });

    it('gives status and message of a chaincode that answers below 400', async () => {
        for (const [status, message] of [[200, 'fine'], [399, 'warn']]) {
            const response = await call(connection.client, 'Evaluate', evaluateRequest(await newProposal({ args: ['status', String(status), message, 'body'] })));
            const result = response.getResult();
            assert.deepEqual([result.getStatus(), result.getMessage(), text(result.getPayload_asU8())], [status, message, 'body']);
        }
    });

    it('of a chaincode that calls itself, or one that is not there, fails', async () => {
        for (const [name, reason] of [
            [profile.chaincode, `execute failed: error sending: txid: [0-9a-f]{64}\\(${profile.channel}\\) exists`],
            ['nosuch', `execute failed: invalid invocation: \\[channel ${profile.channel}\\] failed to get chaincode container info for nosuch: chaincode nosuch not found`],
        ]) {
            await fails(() => contract.evaluateTransaction('call', name, 'a'), {
                code: 'UNKNOWN',
                details: [local(new RegExp(`^chaincode response 500, INVOKE_CHAINCODE failed: transaction ID: [0-9a-f]{64}: ${reason}$`))],
            });
        }
    });

    it('ends with the deadline of the caller', async () => {
        const started = Date.now();
        await fails(() => contract.newProposal('sleep', { arguments: ['4000'] }).evaluate({ deadline: started + 500 }), { code: late });
        assert.ok(Date.now() - started < 3000);
    });

    it('works for a member of another organization', async () => {
        const other = newGateway({ user: organizations[1].user });
        try {
            assert.equal(json(await other.contract.evaluateTransaction('caller')).mspId, mspIds[1]);
        } finally {
            other.close();
        }
    });
});
