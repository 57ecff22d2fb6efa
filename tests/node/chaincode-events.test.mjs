import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkpointers } from '@hyperledger/fabric-gateway';
import { newGateway } from './support/connection.mjs';
import { failureOf } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { mspIds, profile } from './support/profile.mjs';

describe('chaincode events', () => {
    let connection;
    let contract;
    let network;
    before(() => {
        connection = newGateway();
        ({ contract, network } = connection);
    });
    after(() => connection.close());

    async function emit(name, payload = '') {
        const commit = await contract.submitAsync('event', { arguments: [name, payload] });
        const status = await commit.getStatus();
        assert.equal(status.successful, true);
        return status;
    }

    /** Reads events until `count` of them have a name that this test chose. */
    async function take(options, name, count, each = async () => {}) {
        const events = await network.getChaincodeEvents(profile.chaincode, options);
        const taken = [];
        try {
            for await (const event of events) {
                await each(event);
                if (event.eventName === name && taken.push(event) === count) {
                    return taken;
                }
            }
        } finally {
            events.close();
        }
        return taken;
    }

    it('from a start block give name, payload, block, transaction and chaincode', async () => {
        const name = uniqueKey('event');
        const status = await emit(name, 'body');
        const [event] = await take({ startBlock: status.blockNumber }, name, 1);
        assert.deepEqual({ ...event, payload: text(event.payload) }, {
            blockNumber: status.blockNumber, transactionId: status.transactionId, chaincodeName: profile.chaincode, eventName: name, payload: 'body',
        });
    });

    it('from block 0 replay everything in order', async () => {
        const name = uniqueKey('event');
        await emit(name, '1');
        await emit(name, '2');
        let last = -1n;
        const events = await take({ startBlock: 0n }, name, 2, async (event) => {
            assert.ok(event.blockNumber >= last);
            last = event.blockNumber;
        });
        assert.deepEqual(events.map(({ payload }) => text(payload)), ['1', '2']);
    });

    it('without a start arrive as they happen', async () => {
        const name = uniqueKey('event');
        const before = await emit(name, 'before');
        const events = await network.getChaincodeEvents(profile.chaincode);
        try {
            // the stream is known to be open once something emitted after it arrives
            let going = true;
            const emitting = (async () => {
                for (let i = 0; going; i++) {
                    await emit(name, String(i));
                }
            })();
            for await (const event of events) {
                if (event.eventName === name) {
                    assert.ok(event.blockNumber > before.blockNumber);
                    break;
                }
            }
            going = false;
            await emitting;
        } finally {
            events.close();
        }
    });

    it('of one block keep their order and share its number', async () => {
        const name = uniqueKey('event');
        const commits = await Promise.all(Array.from({ length: 20 }, (_, i) => contract.submitAsync('event', { arguments: [name, String(i)] })));
        const statuses = await Promise.all(commits.map((commit) => commit.getStatus()));
        const first = statuses.map(({ blockNumber }) => blockNumber).reduce((a, b) => (a < b ? a : b));
        const events = await take({ startBlock: first }, name, 20);
        assert.equal(new Set(events.map(({ transactionId }) => transactionId)).size, 20);
        const blocks = new Map(statuses.map(({ transactionId, blockNumber }) => [transactionId, blockNumber]));
        for (const event of events) {
            assert.equal(event.blockNumber, blocks.get(event.transactionId));
        }
        assert.deepEqual(events.map(({ blockNumber }) => blockNumber), events.map(({ blockNumber }) => blockNumber).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
    });

    it('of invalid or failed transactions are not seen', async () => {
        const name = uniqueKey('event');
        const start = await emit(name, 'first');
        await failureOf(() => contract.submit('event', { arguments: [name, 'invalid'], endorsingOrganizations: [mspIds[0]] }));
        await failureOf(() => contract.submitTransaction('eventThenFail', name, 'failed'));
        await emit(name, 'last');
        const events = await take({ startBlock: start.blockNumber }, name, 2);
        assert.deepEqual(events.map(({ payload }) => text(payload)), ['first', 'last']);
    });

    it('of another chaincode are not seen', async () => {
        const name = uniqueKey('event');
        const start = await emit(name, 'first');
        await connection.gateway.getNetwork(profile.channel).getContract(profile.unanimousChaincode).submitTransaction('event', name, 'other');
        await emit(name, 'last');
        const events = await take({ startBlock: start.blockNumber }, name, 2);
        assert.deepEqual(events.map(({ payload }) => text(payload)), ['first', 'last']);
        const others = await network.getChaincodeEvents(profile.unanimousChaincode, { startBlock: start.blockNumber });
        try {
            for await (const event of others) {
                assert.deepEqual([event.chaincodeName, text(event.payload)], [profile.unanimousChaincode, 'other']);
                break;
            }
        } finally {
            others.close();
        }
    });

    it('from a start block in the future wait for it', async () => {
        const name = uniqueKey('event');
        const { blockNumber } = await emit(name, 'early');
        const taking = take({ startBlock: blockNumber + 2n }, name, 1);
        await emit(name, 'next');
        let payload = 2;
        let done = false;
        const emitting = (async () => {
            while (!done) {
                await emit(name, String(payload++));
            }
        })();
        const [event] = await taking;
        done = true;
        await emitting;
        assert.ok(event.blockNumber >= blockNumber + 2n);
    });

    for (const [kind, open] of [
        ['in memory', async () => checkpointers.inMemory()],
        ['in a file', async (folder) => checkpointers.file(join(folder, 'checkpoint.json'))],
    ]) {
        it(`continue from a checkpoint ${kind}, after the event and not after its block`, async (t) => {
            const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
            t.after(() => rm(folder, { recursive: true }));
            const name = uniqueKey('event');
            const commits = await Promise.all(Array.from({ length: 6 }, (_, i) => contract.submitAsync('event', { arguments: [name, String(i)] })));
            const statuses = await Promise.all(commits.map((commit) => commit.getStatus()));
            const startBlock = statuses.map(({ blockNumber }) => blockNumber).reduce((a, b) => (a < b ? a : b));

            const checkpointer = await open(folder);
            const first = await take({ startBlock, checkpoint: checkpointer }, name, 3, (event) => checkpointer.checkpointChaincodeEvent(event));
            const resumed = kind === 'in a file' ? await open(folder) : checkpointer;
            assert.equal(resumed.getTransactionId(), first[2].transactionId);
            const rest = await take({ checkpoint: resumed }, name, 3);
            assert.deepEqual([...first, ...rest].map(({ transactionId }) => transactionId).sort(), statuses.map(({ transactionId }) => transactionId).sort());
        });
    }

    it('continue from a checkpoint of a whole block with the next block', async () => {
        const name = uniqueKey('event');
        const first = await emit(name, '1');
        await emit(name, '2');
        const checkpointer = checkpointers.inMemory();
        await checkpointer.checkpointBlock(first.blockNumber);
        const [event] = await take({ checkpoint: checkpointer }, name, 1);
        assert.equal(text(event.payload), '2');
    });
});
