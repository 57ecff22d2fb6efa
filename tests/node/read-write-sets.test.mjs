import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ledger, peer } from '@hyperledger/fabric-protos';
import { newGateway } from './support/connection.mjs';
import { uniqueKey } from './support/names.mjs';
import { profile } from './support/profile.mjs';
import { sha256 } from './support/proposal.mjs';
import { endorse, open } from './support/transaction.mjs';

const { rwset } = ledger;
const { kvrwset } = rwset;
const text = (bytes) => Buffer.from(bytes).toString();

function actionOf(envelope) {
    const response = peer.ProposalResponsePayload.deserializeBinary(open(envelope).endorsed.getProposalResponsePayload_asU8());
    return peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
}

/** A read's version, as whether it has one: which block that is depends on the run. */
const read = (message) => [text(message.getKey()), message.hasVersion()];

/** What the endorsed transaction read and wrote in the chaincode's own namespace, or undefined where it is not in the set. */
function setOf(envelope) {
    const all = rwset.TxReadWriteSet.deserializeBinary(actionOf(envelope).getResults_asU8());
    assert.equal(all.getDataModel(), rwset.TxReadWriteSet.DataModel.KV);
    const namespace = all.getNsRwsetList().find((set) => set.getNamespace() === profile.chaincode);
    if (!namespace) {
        return undefined;
    }
    const set = kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    const result = {
        reads: set.getReadsList().map(read),
        ranges: set.getRangeQueriesInfoList().map((range) => [
            range.getStartKey(), range.getEndKey(), range.getItrExhausted(), range.getRawReads().getKvReadsList().map(read)]),
        writes: set.getWritesList().map((write) => [write.getKey(), write.getIsDelete(), text(write.getValue_asU8())]),
        policies: set.getMetadataWritesList().map((write) => [
            write.getKey(), write.getEntriesList().map((entry) => [entry.getName(), Buffer.from(entry.getValue_asU8()).toString('base64')])]),
    };
    for (const collection of namespace.getCollectionHashedRwsetList()) {
        const hashed = kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
        result[collection.getCollectionName()] = {
            hash: collection.getPvtRwsetHash_asU8().length,
            reads: hashed.getHashedReadsList().map((message) => [Buffer.from(message.getKeyHash_asU8()).toString('hex'), message.hasVersion()]),
            writes: hashed.getHashedWritesList().map((message) => [Buffer.from(message.getKeyHash_asU8()).toString('hex'),
                message.getIsDelete(), message.getIsPurge(), Buffer.from(message.getValueHash_asU8()).toString('hex')]),
        };
    }
    return Object.fromEntries(Object.entries(result).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

describe('the read/write set', () => {
    let connection;
    let base;
    const hex = (value) => sha256(Buffer.from(value)).toString('hex');
    const transient = { value: 'secret' };
    before(async () => {
        connection = newGateway();
        base = uniqueKey('set');
        const { contract } = connection;
        await Promise.all([
            contract.submitTransaction('put', `${base}a`, '1'),
            contract.submitTransaction('put', `${base}b`, '1'),
            contract.submit('putPrivate', { arguments: ['org1AndOrg2', base], transientData: transient }),
        ]);
    });
    after(() => connection.close());


    for (const [what, args, expected] of [
        ['a read and a write', (key) => ['increment', `${key}a`], (key) => ({ reads: [[`${key}a`, true]], writes: [[`${key}a`, false, '2']] })],
        ['a read of nothing', (key) => ['increment', `${key}x`], (key) => ({ reads: [[`${key}x`, false]], writes: [[`${key}x`, false, '1']] })],
        ['a blind write', (key) => ['put', key, 'v'], (key) => ({ writes: [[key, false, 'v']] })],
        ['an empty value, as a delete', (key) => ['put', key, ''], (key) => ({ writes: [[key, true, '']] })],
        ['a delete', (key) => ['delete', key], (key) => ({ writes: [[key, true, '']] })],
        ['a whole range', (key) => ['rangeThenPut', key, `${key}z`, `${key}~`], (key) => ({
            ranges: [[key, `${key}z`, true, [[`${key}a`, true], [`${key}b`, true]]]], writes: [[`${key}~`, false, '2']],
        })],
        ['a key policy', (key) => ['setOrganizations', `${key}a`, 'Org1MSP'], (key) => ({
            policies: [[`${key}a`, [['VALIDATION_PARAMETER', 'EggSBggBEgIIABoNEgsKB09yZzFNU1AQAw==']]]],
        })],
        ['a key policy removed', (key) => ['setOrganizations', `${key}a`, ''], (key) => ({ policies: [[`${key}a`, [['VALIDATION_PARAMETER', '']]]] })],
        ['the read of a key policy', (key) => ['getOrganizations', `${key}a`], (key) => ({ reads: [[`${key}a`, true]] })],
        ['a private write', (key) => ['putPrivate', 'org1AndOrg2', key], (key) => ({
            org1AndOrg2: { hash: 32, reads: [], writes: [[hex(key), false, false, hex('secret')]] },
        })],
        ['a private delete', (key) => ['deletePrivate', 'org1AndOrg2', key], (key) => ({
            org1AndOrg2: { hash: 32, reads: [], writes: [[hex(key), true, false, '']] },
        })],
        ['a private purge', (key) => ['purgePrivate', 'org1AndOrg2', key], (key) => ({
            org1AndOrg2: { hash: 32, reads: [], writes: [[hex(key), true, true, '']] },
        })],
        ['a private read', (key) => ['getPrivate', 'org1AndOrg2', key], (key) => ({ org1AndOrg2: { hash: 0, reads: [[hex(key), true]], writes: [] } })],
        ["a private value's hash read", (key) => ['getPrivateHash', 'org1AndOrg2', key], (key) => ({ org1AndOrg2: { hash: 0, reads: [[hex(key), true]], writes: [] } })],
        ['nothing of a transaction that touched no key', () => ['echo', 'a'], () => undefined],
    ]) {
        it(`holds ${what}`, async () => {
            const { envelope } = await endorse(connection.client, { args: args(base), transient });
            assert.deepEqual(setOf(envelope), expected(base));
        });
    }

    it('comes with the chaincode, its event and its answer', async () => {
        const { envelope, transactionId } = await endorse(connection.client, { args: ['event', 'name', 'body'] });
        const action = actionOf(envelope);
        assert.equal(action.getChaincodeId().getName(), profile.chaincode);
        assert.ok(action.getChaincodeId().getVersion().length > 0);
        const event = peer.ChaincodeEvent.deserializeBinary(action.getEvents_asU8());
        assert.deepEqual([event.getChaincodeId(), event.getTxId(), event.getEventName(), text(event.getPayload_asU8())], [profile.chaincode, transactionId, 'name', 'body']);
        const response = action.getResponse();
        assert.deepEqual([response.getStatus(), response.getMessage(), text(response.getPayload_asU8())], [200, '', 'body']);
    });
});
