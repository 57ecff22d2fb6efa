import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { checkpointers } from '@hyperledger/fabric-gateway';
import { common, peer } from '@hyperledger/fabric-protos';
import { newGateway } from './support/connection.mjs';
import { integer, octets, sequence } from './support/der.mjs';
import { failureOf } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { organizations, profile } from './support/profile.mjs';
import { call } from './support/rpc.mjs';
import { endorse, signed, statusOf, submitRequest } from './support/transaction.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

/** The hash that the next block's header carries: SHA-256 over the DER sequence of number, previous hash and data hash. */
function headerHash(header) {
    return sha256(sequence(integer(header.getNumber()), octets(header.getPreviousHash_asU8()), octets(header.getDataHash_asU8())));
}

describe('block events', () => {
    let connection;
    let network;
    before(() => {
        connection = newGateway();
        network = connection.network;
    });
    after(() => connection.close());

    async function take(iterable, count) {
        const blocks = [];
        try {
            for await (const block of iterable) {
                if (blocks.push(block) === count) {
                    break;
                }
            }
        } finally {
            iterable.close();
        }
        return blocks;
    }

    it('are chained by hash from block 0', async () => {
        await connection.contract.submitTransaction('put', uniqueKey(), 'v');
        await connection.contract.submitTransaction('put', uniqueKey(), 'v');
        const blocks = await take(await network.getBlockEvents({ startBlock: 0n }), 3);
        assert.deepEqual(blocks.map((block) => block.getHeader().getNumber()), [0, 1, 2]);
        for (const [i, block] of blocks.entries()) {
            const header = block.getHeader();
            assert.deepEqual(Buffer.from(header.getDataHash_asU8()), sha256(Buffer.concat(block.getData().getDataList_asU8())));
            if (i > 0) {
                assert.deepEqual(Buffer.from(header.getPreviousHash_asU8()), headerHash(blocks[i - 1].getHeader()));
            }
        }
    });

    it('carry the submitted envelope, its validation code and a commit hash', async () => {
        const { transactionId, envelope } = await endorse(connection.client, { args: ['put', uniqueKey(), 'v'] });
        const sent = await signed(envelope);
        await call(connection.client, 'Submit', submitRequest(sent, transactionId));
        const { block: number } = await statusOf(connection.client, transactionId);
        const [block] = await take(await network.getBlockEvents({ startBlock: BigInt(number) }), 1);
        const index = block.getData().getDataList_asU8().findIndex((bytes) => Buffer.from(bytes).equals(Buffer.from(sent.serializeBinary())));
        assert.ok(index >= 0);
        const metadata = block.getMetadata().getMetadataList_asU8();
        assert.equal(metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER].length, block.getData().getDataList().length);
        assert.equal(metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER][index], peer.TxValidationCode.VALID);
        const commitHash = common.Metadata.deserializeBinary(metadata[common.BlockMetadataIndex.COMMIT_HASH]);
        assert.equal(commitHash.getValue_asU8().length, 32);
    });

    it('filtered have id, type, code and the event without payload; a second submission is DUPLICATE_TXID', async () => {
        const { transactionId, envelope } = await endorse(connection.client, { args: ['event', 'seen', 'secret'] });
        const request = submitRequest(await signed(envelope), transactionId);
        await call(connection.client, 'Submit', request);
        const { block: number } = await statusOf(connection.client, transactionId);
        await call(connection.client, 'Submit', request);

        const blocks = await network.getFilteredBlockEvents({ startBlock: BigInt(number) });
        const seen = [];
        try {
            for await (const block of blocks) {
                assert.equal(block.getChannelId(), profile.channel);
                seen.push(...block.getFilteredTransactionsList().filter((transaction) => transaction.getTxid() === transactionId));
                if (seen.length === 2) {
                    break;
                }
            }
        } finally {
            blocks.close();
        }
        assert.deepEqual(seen.map((transaction) => transaction.getTxValidationCode()), [peer.TxValidationCode.VALID, peer.TxValidationCode.DUPLICATE_TXID]);
        assert.equal(seen[0].getType(), common.HeaderType.ENDORSER_TRANSACTION);
        const [action] = seen[0].getTransactionActions().getChaincodeActionsList();
        const event = action.getChaincodeEvent();
        assert.deepEqual([event.getChaincodeId(), event.getTxId(), event.getEventName(), event.getPayload_asU8().length], [profile.chaincode, transactionId, 'seen', 0]);
        assert.equal((await statusOf(connection.client, transactionId)).code, 'VALID');
    });

    it('with private data give the organization what it holds', async () => {
        const key = uniqueKey();
        const commit = await connection.contract.submitAsync('putPrivate', { arguments: ['org1AndOrg2', key], transientData: { value: 'secret' } });
        const { blockNumber, successful } = await commit.getStatus();
        assert.ok(successful);
        const [block] = await take(await network.getBlockAndPrivateDataEvents({ startBlock: blockNumber }), 1);
        const written = [];
        block.getPrivateDataMapMap().forEach((set) => written.push(Buffer.from(set.serializeBinary())));
        assert.ok(written.some((set) => set.includes(key) && set.includes('secret')));
        assert.ok(!Buffer.from(block.getBlock().serializeBinary()).includes('secret'));
    });

    it('continue from a checkpoint', async () => {
        const checkpointer = checkpointers.inMemory();
        const [block] = await take(await network.getBlockEvents({ startBlock: 0n, checkpoint: checkpointer }), 1);
        await checkpointer.checkpointBlock(BigInt(block.getHeader().getNumber()));
        const [next] = await take(await network.getBlockEvents({ checkpoint: checkpointer }), 1);
        assert.equal(next.getHeader().getNumber(), 1);
    });

    it('of an unknown channel are answered NOT_FOUND', async () => {
        const error = await failureOf(async () => take(await connection.gateway.getNetwork('nosuch').getBlockEvents({ startBlock: 0n }), 1));
        assert.match(error.message, /404/);
    });

    for (const open of ['getBlockEvents', 'getFilteredBlockEvents', 'getBlockAndPrivateDataEvents']) {
        it(`with a wrong signature are FORBIDDEN (${open})`, async () => {
            const impostor = newGateway({ user: { identity: organizations[0].user.identity, key: organizations[1].user.key } });
            try {
                const error = await failureOf(async () => take(await impostor.network[open]({ startBlock: 0n }), 1));
                assert.match(error.message, /403/);
            } finally {
                impostor.close();
            }
        });
    }

    it('tell the caller\'s result in the transaction', async () => {
        const { transactionId, envelope } = await endorse(connection.client, { args: ['put', uniqueKey(), 'told'] });
        await call(connection.client, 'Submit', submitRequest(await signed(envelope), transactionId));
        const { block: number } = await statusOf(connection.client, transactionId);
        const [block] = await take(await network.getBlockEvents({ startBlock: BigInt(number) }), 1);
        const results = block.getData().getDataList_asU8().map((bytes) => {
            const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
            const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
            const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction();
            const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
            return text(peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResponse().getPayload_asU8());
        });
        assert.ok(results.includes('told'));
    });
});
