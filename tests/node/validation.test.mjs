import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { common, peer } from '@hyperledger/fabric-protos';
import { newGateway } from './support/connection.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { mspIds } from './support/profile.mjs';
import { call } from './support/rpc.mjs';
import { commit, endorse, endorsersOf, open, signed, statusOf, submitRequest } from './support/transaction.mjs';

describe('validation', () => {
    let connection;
    let client;
    let contract;
    before(() => {
        connection = newGateway();
        ({ client, contract } = connection);
    });
    after(() => connection.close());

    /** Endorses a put, changes the envelope, submits it, and checks that it got the code and wrote nothing. */
    async function changed(expected, change) {
        const key = uniqueKey();
        const { transactionId, envelope } = await endorse(client, { args: ['put', key, 'v'] });
        const opened = open(envelope);
        const id = change(opened) ?? transactionId;
        assert.equal(await commit(client, opened.close(), id), expected);
        await assert.rejects(contract.evaluateTransaction('get', key), /NOT_FOUND/);
    }

    const endorsements = (change) => ({ endorsed }) => {
        endorsed.setEndorsementsList(change(endorsed.getEndorsementsList()));
    };

    it('of one endorsement where two are needed fails the policy', () => changed('ENDORSEMENT_POLICY_FAILURE', endorsements((list) => list.slice(0, 1))));
    it('of the same endorsement twice fails the policy', () => changed('ENDORSEMENT_POLICY_FAILURE', endorsements(([first]) => [first, first])));
    it('of no endorsement fails the policy', () => changed('ENDORSEMENT_POLICY_FAILURE', endorsements(() => [])));
    it('of a forged endorsement fails the policy', () => changed('ENDORSEMENT_POLICY_FAILURE', endorsements(([first, second]) => {
        const signature = Buffer.from(second.getSignature_asU8());
        signature[signature.length - 1] ^= 1;
        second.setSignature(signature);
        return [first, second];
    })));

    function changeResponse({ endorsed }, change) {
        const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
        change(response);
        endorsed.setProposalResponsePayload(response.serializeBinary());
    }

    it('of an answer changed after endorsement fails the policy', () => changed('ENDORSEMENT_POLICY_FAILURE', (opened) => changeResponse(opened, (response) => {
        const action = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
        const answer = action.getResponse();
        answer.setMessage('changed');
        action.setResponse(answer);
        response.setExtension$(action.serializeBinary());
    })));

    it('of another proposal hash is an invalid transaction', () => changed('INVALID_ENDORSER_TRANSACTION',
        (opened) => changeResponse(opened, (response) => response.setProposalHash(Buffer.alloc(32)))));

    it('of other arguments than were endorsed is an invalid transaction', () => changed('INVALID_ENDORSER_TRANSACTION', ({ body }) => {
        const payload = peer.ChaincodeProposalPayload.deserializeBinary(body.getChaincodeProposalPayload_asU8());
        const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
        invocation.getChaincodeSpec().getInput().setArgsList([Buffer.from('other')]);
        payload.setInput(invocation.serializeBinary());
        body.setChaincodeProposalPayload(payload.serializeBinary());
    }));

    it('of an unreadable proposal is an invalid transaction', () => changed('INVALID_ENDORSER_TRANSACTION', ({ body }) => {
        body.setChaincodeProposalPayload(Buffer.from([1, 2]));
    }));

    it('of another transaction id finds it wrong', () => changed('BAD_PROPOSAL_TXID', ({ payload }) => {
        const header = payload.getHeader();
        const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
        const id = uniqueKey('x').slice(2).padStart(64, '0');
        channelHeader.setTxId(id);
        header.setChannelHeader(channelHeader.serializeBinary());
        return id;
    }));

    it('of given organizations that do not satisfy the policy fails it', async () => {
        const { transactionId, envelope } = await endorse(client, { args: ['put', uniqueKey(), 'v'], organizations: [mspIds[0]] });
        assert.equal(await commit(client, envelope, transactionId), 'ENDORSEMENT_POLICY_FAILURE');
    });

    it('of two writers that read the same version lets one through', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, '1');
        const both = [await endorse(client, { args: ['increment', key] }), await endorse(client, { args: ['increment', key] })];
        for (const { transactionId, envelope } of both) {
            await call(client, 'Submit', submitRequest(await signed(envelope), transactionId));
        }
        const codes = await Promise.all(both.map(async ({ transactionId }) => (await statusOf(client, transactionId)).code));
        assert.deepEqual(codes, ['VALID', 'MVCC_READ_CONFLICT']);
        assert.equal(text(await contract.evaluateTransaction('get', key)), '2');
    });

    it('of a read that an earlier block has outdated fails', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, '1');
        const late = await endorse(client, { args: ['increment', key] });
        await contract.submitTransaction('put', key, '10');
        assert.equal(await commit(client, late.envelope, late.transactionId), 'MVCC_READ_CONFLICT');
        assert.equal(text(await contract.evaluateTransaction('get', key)), '10');
    });

    it('of a read of a key that did not exist and now does fails', async () => {
        const key = uniqueKey();
        const late = await endorse(client, { args: ['increment', key] });
        await contract.submitTransaction('put', key, '10');
        assert.equal(await commit(client, late.envelope, late.transactionId), 'MVCC_READ_CONFLICT');
    });

    for (const [what, present, step] of [
        ['inserted into', false, (key) => ['put', key, 'new']],
        ['changed in', true, (key) => ['put', key, 'new']],
        ['deleted from', true, (key) => ['delete', key]],
    ]) {
        it(`of a range with a key ${what} it is a phantom`, async () => {
            const base = uniqueKey('range');
            await contract.submitTransaction('put', `${base}-a`, '1');
            if (present) {
                await contract.submitTransaction('put', `${base}-m`, '1');
            }
            const late = await endorse(client, { args: ['rangeThenPut', `${base}-`, `${base}-z`, `${base}~`] });
            await contract.submitTransaction(...step(`${base}-m`));
            assert.equal(await commit(client, late.envelope, late.transactionId), 'PHANTOM_READ_CONFLICT');
        });
    }

    it('of a range that did not change passes', async () => {
        const base = uniqueKey('range');
        await contract.submitTransaction('put', `${base}-a`, '1');
        const late = await endorse(client, { args: ['rangeThenPut', `${base}-`, `${base}-z`, `${base}~`] });
        await contract.submitTransaction('put', `${base}z`, 'outside');
        assert.equal(await commit(client, late.envelope, late.transactionId), 'VALID');
        assert.equal(text(await contract.evaluateTransaction('get', `${base}~`)), '1');
    });

    it('of blind writes to one key lets both through', async () => {
        const key = uniqueKey();
        const both = [await endorse(client, { args: ['put', key, '1'] }), await endorse(client, { args: ['put', key, '2'] })];
        assert.equal(await commit(client, both[0].envelope, both[0].transactionId), 'VALID');
        assert.equal(await commit(client, both[1].envelope, both[1].transactionId), 'VALID');
        assert.equal(text(await contract.evaluateTransaction('get', key)), '2');
    });

    it('of a key with a policy of its own needs that policy instead', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, '1');
        await contract.submitTransaction('setOrganizations', key, mspIds[0]);
        assert.equal(text(await contract.evaluateTransaction('getOrganizations', key)), mspIds[0]);

        const others = await endorse(client, { args: ['put', key, '2'], organizations: mspIds.slice(1) });
        assert.equal(await commit(client, others.envelope, others.transactionId), 'ENDORSEMENT_POLICY_FAILURE');
        const planned = await endorse(client, { args: ['put', key, '3'] });
        assert.deepEqual(endorsersOf(planned.envelope), [mspIds[0]]);
        assert.equal(await commit(client, planned.envelope, planned.transactionId), 'VALID');
        assert.equal(text(await contract.evaluateTransaction('get', key)), '3');

        await contract.submitTransaction('setOrganizations', key, mspIds.slice(1).join(','));
        const moved = await endorse(client, { args: ['put', key, '4'] });
        assert.deepEqual(endorsersOf(moved.envelope).filter((mspId) => mspId !== mspIds[0]).sort(), mspIds.slice(1).sort());
        assert.equal(await commit(client, moved.envelope, moved.transactionId), 'VALID');
    });
});
