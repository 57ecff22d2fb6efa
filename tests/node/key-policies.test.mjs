import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newGateway } from './support/connection.mjs';
import { fails, local, remote } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { policyOf } from './support/policy.mjs';
import { mspIds } from './support/profile.mjs';
import { commit, endorse, endorsersOf } from './support/transaction.mjs';
import { eventually } from './support/waiting.mjs';

const [first, second, third] = mspIds.map((mspId) => `${mspId}.peer`);
const noCombination = 'no combination of peers can be derived which satisfy the endorsement policy: ';

describe('a policy of a key', () => {
    let connection;
    let client;
    let contract;
    before(() => {
        connection = newGateway();
        ({ client, contract } = connection);
    });
    after(() => connection.close());

    async function keyWith(policy) {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, 'old');
        await contract.submitTransaction('setPolicy', key, policy);
        assert.equal(text(await contract.evaluateTransaction('getPolicy', key)), policy);
        return key;
    }

    const put = (key, organizations) => endorse(client, { args: ['put', key, 'new'], organizations });

    // The evaluator uses up each signer that it meets, and gives none back to a rule that is satisfied.
    for (const [what, rule, code] of [
        ['AND(OR(A, B), B)', [2, [1, first, second], second], 'ENDORSEMENT_POLICY_FAILURE'],
        ['AND(B, OR(A, B))', [2, second, [1, first, second]], 'VALID'],
        ['AND(OR(A, B), OR(A, B))', [2, [1, first, second], [1, first, second]], 'ENDORSEMENT_POLICY_FAILURE'],
        ['AND(B, OR(member of A, peer of A, B))', [2, second, [1, `${mspIds[0]}.member`, first, second]], 'VALID'],
    ]) {
        it(`of ${what} is planned for A and B, and their endorsements are ${code}`, async () => {
            const key = await keyWith(policyOf(rule));
            const { transactionId, envelope } = await put(key);
            assert.deepEqual(endorsersOf(envelope).sort(), mspIds.slice(0, 2));
            assert.equal(await commit(client, envelope, transactionId), code);
            assert.equal(text(await contract.evaluateTransaction('get', key)), code === 'VALID' ? 'new' : 'old');
        });
    }

    it('some of whose plans the evaluator refuses is satisfied by the others', async () => {
        const key = await keyWith(policyOf([2, [1, first, second], [1, second, third]]));
        for (const [organizations, code] of [[[0, 1], 'ENDORSEMENT_POLICY_FAILURE'], [[0, 2], 'VALID'], [[1, 2], 'VALID'], [[0, 1, 2], 'VALID']]) {
            const { transactionId, envelope } = await put(key, organizations.map((i) => mspIds[i]));
            assert.equal(await commit(client, envelope, transactionId), code, organizations.join());
        }
    });

    for (const [what, rule] of [
        ['wants two peers of an organization with one', [2, first, first]],
        ['wants a client', [1, `${mspIds[0]}.client`]],
    ]) {
        it(`that ${what} has no plan`, async () => {
            const key = await keyWith(policyOf(rule));
            await fails(() => put(key), { code: 'FAILED_PRECONDITION', message: `${noCombination}no peer combination can satisfy the endorsement policy` });
        });
    }

    for (const [what, policy] of [
        ['is empty', ''],
        ['has a version and no rule', '0801'],
        ['wants none of one', policyOf([0, first])],
        ['wants two of one', policyOf([2, first])],
    ]) {
        it(`that ${what} has no plan`, async () => {
            const key = await keyWith(policy);
            await fails(() => put(key), { code: 'FAILED_PRECONDITION', message: `${noCombination}state based endorsement policy cannot be satisfied` });
        });
    }

    it("that is empty leaves the key to the chaincode's policy where organizations are given", async () => {
        const key = await keyWith('');
        for (const [count, code] of [[1, 'ENDORSEMENT_POLICY_FAILURE'], [2, 'VALID']]) {
            const { transactionId, envelope } = await put(key, mspIds.slice(0, count));
            assert.equal(await commit(client, envelope, transactionId), code);
        }
    });

    // What is not endorsed is never ordered: a peer that validates such a write stops.
    it('that cannot be read lets nobody endorse a write of the key', async () => {
        const key = await keyWith('ffff');
        const reason = 'error in simulation: error unmarshalling SignaturePolicyEnvelope: proto: cannot parse invalid wire-format data';
        await eventually(() => fails(() => contract.evaluateTransaction('put', key, 'new'), {
            code: 'ABORTED', message: 'failed to evaluate transaction, see attached details for more info', details: [local(reason), remote(1, reason), remote(2, reason)],
        }));
        await fails(() => put(key), { code: 'ABORTED', message: 'failed to endorse transaction, see attached details for more info', details: [local(reason)] });
        await fails(() => put(key, mspIds.slice(0, 2)), {
            code: 'ABORTED',
            message: 'failed to collect enough transaction endorsements, see attached details for more info',
            details: [local(reason), remote(1, reason)],
        });
        await fails(() => endorse(client, { args: ['setPolicy', key, ''] }), { code: 'ABORTED', details: [local(reason)] });
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'old');
    });
});
