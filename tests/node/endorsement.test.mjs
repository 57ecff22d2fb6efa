import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newGateway } from './support/connection.mjs';
import { fails, late, local, relayed, remote } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { mspIds, organizations, profile } from './support/profile.mjs';
import { endorseRequest, newProposal, serializedIdentity } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';
import { commit, endorse, endorsersOf } from './support/transaction.mjs';

describe('endorsement', () => {
    let connection;
    let client;
    let contract;
    before(() => {
        connection = newGateway();
        ({ client, contract } = connection);
    });
    after(() => connection.close());

    const endorsers = async (options) => endorsersOf((await endorse(client, options)).envelope);

    it('asks the own organization first and as many as the policy needs', async () => {
        const chosen = await endorsers({});
        assert.equal(chosen[0], mspIds[0]);
        assert.equal(new Set(chosen).size, 2);
        assert.deepEqual((await endorsers({ chaincode: profile.unanimousChaincode })).sort(), [...mspIds].sort());
    });

    for (const given of [[0], [1], [1, 2], [0, 1, 2]]) {
        it(`asks exactly the organizations given: ${given.map((i) => i + 1)}`, async () => {
            assert.deepEqual((await endorsers({ organizations: given.map((i) => mspIds[i]) })).sort(), given.map((i) => mspIds[i]).sort());
        });
    }

    it('of given organizations that satisfy the policy commits', async () => {
        const key = uniqueKey();
        await contract.submit('put', { arguments: [key, 'v'], endorsingOrganizations: mspIds.slice(0, 2) });
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
    });

    it('names the given organizations that are unknown', async () => {
        for (const given of [['NobodyMSP'], [mspIds[0], 'NobodyMSP']]) {
            await fails(() => endorse(client, { organizations: given }), { code: 'UNAVAILABLE', message: 'failed to find any endorsing peers for org(s): NobodyMSP' });
        }
        await fails(() => endorse(client, { organizations: ['NobodyMSP', 'NooneMSP'] }), {
            code: 'UNAVAILABLE', message: 'failed to find any endorsing peers for org(s): NobodyMSP, NooneMSP',
        });
        await fails(() => contract.evaluate('echo', { arguments: ['a'], endorsingOrganizations: ['NobodyMSP'] }), {
            code: 'FAILED_PRECONDITION', message: `no peers available to evaluate chaincode ${profile.chaincode} in channel ${profile.channel}`,
        });
    });

    it('by given organizations of an unknown chaincode finds no peers', async () => {
        await fails(() => endorse(client, { organizations: mspIds, chaincode: 'nosuch' }), {
            code: 'UNAVAILABLE', message: `failed to find any endorsing peers for org(s): ${mspIds.join(', ')}`,
        });
    });

    for (const [what, args, answer] of [
        ['an error', ['fail', 'it broke'], 'chaincode response 500, it broke'],
        ['status 404', ['status', '404', 'gone', 'body'], 'chaincode response 404, gone'],
        ['status 199', ['status', '199', 'odd', 'body'], 'chaincode response 199, odd'],
        ['an unknown function', ['zork'], 'chaincode response 500, UNKNOWN_FUNCTION: zork'],
        ['text that is not ASCII', ['fail', 'Prämie 10 €'], 'chaincode response 500, Prämie 10 €'],
    ]) {
        it(`of ${what} fails with the chaincode's answer`, async () => {
            await fails(() => contract.evaluateTransaction(...args), {
                code: 'UNKNOWN', message: `evaluate call to endorser returned error: ${answer}`, details: [local(answer)],
            });
            await fails(() => endorse(client, { args }), {
                code: 'ABORTED', message: 'failed to endorse transaction, see attached details for more info', details: [local(answer)],
            });
            await fails(() => endorse(client, { args, organizations: mspIds }), {
                code: 'ABORTED',
                message: 'failed to collect enough transaction endorsements, see attached details for more info',
                details: [local(answer), remote(1, answer), remote(2, answer)],
            });
        });
    }

    it('of different answers is refused, naming the organizations that differ from the first', async () => {
        for (const args of [['random'], ['putRandom', uniqueKey()]]) {
            await fails(() => endorse(client, { args }), {
                code: 'ABORTED',
                message: 'failed to collect enough transaction endorsements, see attached details for more info',
                details: [remote(1, 'ProposalResponsePayloads do not match'), remote(2, 'ProposalResponsePayloads do not match')],
            });
        }
    });

    it('of a transaction that is on the ledger already is refused as duplicate', async () => {
        const { proposal, transactionId, envelope } = await endorse(client, { args: ['put', uniqueKey(), 'v'] });
        assert.equal(await commit(client, envelope, transactionId), 'VALID');
        const creator = Buffer.from(serializedIdentity(organizations[0].user)).toString('hex');
        const reason = `duplicate transaction found [${transactionId}]. Creator [${creator}]`;
        await fails(() => call(client, 'Endorse', endorseRequest(proposal)), {
            code: 'ABORTED', message: 'failed to endorse transaction, see attached details for more info', details: [local(reason)],
        });
        await fails(() => call(client, 'Endorse', endorseRequest({ ...proposal, endorsers: [mspIds[0]] })), {
            code: 'ABORTED', message: 'failed to collect enough transaction endorsements, see attached details for more info', details: [local(reason)],
        });
    });

    it('ends with the deadline of the caller', async () => {
        const proposal = await newProposal({ args: ['sleep', '4000'] });
        await fails(() => call(client, 'Endorse', endorseRequest(proposal), 500), { code: late });
    });

    it('passes transient data to the chaincode and leaves it out of the transaction', async () => {
        assert.equal(text(await contract.evaluate('transient', { arguments: ['t'], transientData: { t: 'secret', u: 'other' } })), 'secret');
        const { envelope } = await endorse(client, { args: ['transientNames'], transient: { t: 'secret', u: 'other' } });
        assert.ok(!Buffer.from(envelope.serializeBinary()).includes('secret'));
        assert.equal(text(await contract.submit('transientNames', { transientData: { a: '1', b: Buffer.from([0, 255]) } })), '2');
        await fails(() => contract.evaluateTransaction('transient', 't'), { code: 'UNKNOWN', details: [local('chaincode response 500, NO_TRANSIENT: t')] });
    });

    it('through each organization\'s gateway starts there', async () => {
        for (const organization of organizations) {
            const own = newGateway({ organization });
            try {
                assert.equal(endorsersOf((await endorse(own.client, { user: organization.user })).envelope)[0], organization.mspId);
            } finally {
                own.close();
            }
        }
    });

    it('rejected by every given organization gives a detail for each', async () => {
        const user = { identity: organizations[0].user.identity, key: organizations[1].user.key };
        const reason = `error validating proposal: access denied: channel [${profile.channel}] creator org [${mspIds[0]}]`;
        await fails(() => endorse(client, { user, organizations: mspIds }), {
            code: 'ABORTED',
            message: 'failed to collect enough transaction endorsements, see attached details for more info',
            details: [local(reason), relayed(1, reason), relayed(2, reason)],
        });
    });
});
