import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { newGateway } from './support/connection.mjs';
import { failureOf, fails, local, remote } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { mspIds, organizations, profile } from './support/profile.mjs';
import { endorse, endorsersOf } from './support/transaction.mjs';
import { eventually } from './support/waiting.mjs';

describe('private data', () => {
    let connection;
    let client;
    let contract;
    const transientData = { value: 'secret' };
    before(() => {
        connection = newGateway();
        ({ client, contract } = connection);
    });
    after(() => connection.close());

    const put = (collection, key, options) => contract.submit('putPrivate', { arguments: [collection, key], transientData, ...options });
    const get = async (collection, key, organization = 0) => text(await contract.evaluate('getPrivate', { arguments: [collection, key], endorsingOrganizations: [mspIds[organization]] }));
    const hash = async (collection, key, organization = 0) => text(await contract.evaluate('getPrivateHash', { arguments: [collection, key], endorsingOrganizations: [mspIds[organization]] }));

    it('is read by members, its hash by everyone', async () => {
        const key = uniqueKey();
        const expected = createHash('sha256').update('secret').digest('hex');
        await put('org1AndOrg2', key);
        assert.equal(await get('org1AndOrg2', key), 'secret');
        assert.equal(await hash('org1AndOrg2', key), expected);
        const reason = /^chaincode response 500, GET_STATE failed: transaction ID: [0-9a-f]{64}: private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: \d+\}, Private data version = <nil>$/;
        await eventually(async () => assert.equal(await hash('org1AndOrg2', key, 2), expected));
        await fails(() => get('org1AndOrg2', key, 2), { code: 'UNKNOWN', details: [remote(2, reason)] });
    });

    it('is endorsed by members', async () => {
        const { envelope } = await endorse(client, { args: ['putPrivate', 'org1AndOrg2', uniqueKey()], transient: transientData });
        assert.deepEqual(endorsersOf(envelope).sort(), mspIds.slice(0, 2).sort());
        assert.ok(!Buffer.from(envelope.serializeBinary()).includes('secret'));
    });

    it('is deleted, and purged', async () => {
        for (const how of ['deletePrivate', 'purgePrivate']) {
            const key = uniqueKey();
            await put('org1AndOrg2', key);
            await contract.submitTransaction(how, 'org1AndOrg2', key);
            assert.equal(await get('org1AndOrg2', key), '');
            assert.equal(await hash('org1AndOrg2', key), '');
        }
    });

    it('is in a range at members, and at others the range is empty', async () => {
        const key = uniqueKey();
        await put('org1AndOrg2', key);
        const range = async (organization) => text(await contract.evaluate('rangePrivate', {
            arguments: ['org1AndOrg2', key, `${key}~`], endorsingOrganizations: [mspIds[organization]],
        }));
        for (const member of [0, 1]) {
            await eventually(async () => assert.equal(await range(member), JSON.stringify([{ key, value: 'secret' }])));
        }
        await eventually(async () => assert.notEqual(await hash('org1AndOrg2', key, 2), ''));
        assert.equal(await range(2), '[]');
        assert.deepEqual(endorsersOf((await endorse(client, { args: ['rangePrivate', 'org1AndOrg2', key, `${key}~`] })).envelope).sort(), mspIds.slice(0, 2));
    });

    it('that too few organizations may see is not sent to others unasked', async () => {
        await fails(() => put('onlyOrg1', uniqueKey()), {
            code: 'FAILED_PRECONDITION',
            message: 'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [onlyOrg1]; '
                + 'retry specifying trusted endorsing organizations to protect transient data',
        });
        await put('onlyOrg1', uniqueKey(), { endorsingOrganizations: mspIds.slice(0, 2) });
        const error = await failureOf(() => put('onlyOrg1', uniqueKey(), { endorsingOrganizations: mspIds.slice(0, 1) }));
        assert.equal(error.code, 10);
    });

    it('of a collection with an endorsement policy needs that one', async () => {
        const key = uniqueKey();
        await put('onlyOrg2Endorsed', key);
        await eventually(async () => assert.equal(await get('onlyOrg2Endorsed', key, 1), 'secret'));
        const error = await failureOf(() => put('onlyOrg2Endorsed', uniqueKey(), { endorsingOrganizations: [mspIds[0], mspIds[2]] }));
        assert.equal(error.code, 10);
    });

    it('that must be read to endorse, by an organization that cannot, has no plan', async () => {
        await fails(() => endorse(client, { args: ['getPrivate', 'onlyOrg1', uniqueKey()] }), {
            code: 'FAILED_PRECONDITION',
            message: 'no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy',
        });
    });

    for (const [what, args, failure] of [
        ['read', ['getPrivate', 'onlyOrg1', 'k'], 'GET_STATE'],
        ['read in a range', ['rangePrivate', 'onlyOrg1', 'a', 'z'], 'GET_STATE_BY_RANGE'],
        ['write', ['putPrivate', 'onlyOrg1', 'k'], 'PUT_STATE'],
    ]) {
        it(`cannot be ${what === 'write' ? 'written' : what} by a caller outside the collection`, async () => {
            const other = newGateway({ user: organizations[1].user });
            try {
                await fails(() => other.contract.evaluate(args[0], { arguments: args.slice(1), transientData }), {
                    code: 'UNKNOWN',
                    details: [local(new RegExp(`^chaincode response 500, ${failure} failed: transaction ID: [0-9a-f]{64}: tx creator does not have ${what.split(' ')[0]} access permission on privatedata in chaincodeName:${profile.chaincode} collectionName: onlyOrg1$`))],
                });
            } finally {
                other.close();
            }
        });
    }

    it('of an unknown collection cannot be read or written', async () => {
        for (const [name, failure, end] of [['getPrivate', 'GET_STATE'], ['putPrivate', 'PUT_STATE'], ['rangePrivate', 'GET_STATE_BY_RANGE', 'z']]) {
            await fails(() => contract.evaluate(name, { arguments: ['nosuch', 'k', ...(end ? [end] : [])], transientData }), {
                code: 'UNKNOWN',
                details: [local(new RegExp(`^chaincode response 500, ${failure} failed: transaction ID: [0-9a-f]{64}: collection ${profile.channel}/${profile.chaincode}/nosuch could not be found$`))],
            });
        }
    });
});
