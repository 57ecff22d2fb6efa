import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gateway as messages, orderer } from '@hyperledger/fabric-protos';
import * as grpc from '@grpc/grpc-js';
import { newClient } from './support/connection.mjs';
import { fails, late } from './support/errors.mjs';
import { uniqueKey } from './support/names.mjs';
import { answersAs31, mspIds, organizations, profile } from './support/profile.mjs';
import { serializedIdentity } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';
import { commit, commitStatusRequest, endorse, signedRequest, statusOf } from './support/transaction.mjs';

const { user } = organizations[0];
const noReader = `Failed evaluating policy on signed data during check policy on channel [${profile.channel}] with policy [/Channel/Application/Readers]: `
    + "[implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Readers' sub-policies to be satisfied]";

/** Reads responses until one satisfies the condition, and gives all of them. */
function eventsUntil(client, signedEventsRequest, isLast = () => true, milliseconds = 20_000) {
    return new Promise((resolve, reject) => {
        const responses = [];
        const stream = client.makeServerStreamRequest(
            '/gateway.Gateway/ChaincodeEvents',
            (message) => Buffer.from(message.serializeBinary()),
            (bytes) => messages.ChaincodeEventsResponse.deserializeBinary(bytes),
            signedEventsRequest, new grpc.Metadata(), { deadline: Date.now() + milliseconds });
        stream.on('data', (response) => {
            responses.push(response);
            if (isLast(response)) {
                resolve(responses);
                stream.cancel();
            }
        });
        stream.on('error', reject);
        stream.on('end', () => reject(new Error('the stream ended')));
    });
}

function eventsRequest({ channel = profile.channel, user: caller = user, set, spoil } = {}) {
    const request = new messages.ChaincodeEventsRequest();
    request.setChannelId(channel);
    request.setChaincodeId(profile.chaincode);
    request.setIdentity(serializedIdentity(caller));
    set?.(request);
    return signedRequest(messages.SignedChaincodeEventsRequest, request, caller, spoil);
}

const specified = (number) => (request) => {
    const block = new orderer.SeekSpecified();
    block.setNumber(number);
    const position = new orderer.SeekPosition();
    position.setSpecified(block);
    request.setStartPosition(position);
};

/** Both requests are signed by themselves and checked alike: what, options of the request, code and message. */
const refused = [
    ['for an unknown channel', { channel: 'nosuch' }, 'PERMISSION_DENIED', 'Failed to get policy manager for channel [nosuch]'],
    ['with a wrong signature', { spoil: (message) => message.setSignature(Buffer.from('nope')) }, 'PERMISSION_DENIED', noReader],
    ['with no signature', { spoil: (message) => message.setSignature('') }, 'PERMISSION_DENIED', noReader],
    ['of an unknown MSP', { user: { identity: { ...user.identity, mspId: 'NobodyMSP' }, key: user.key } }, 'PERMISSION_DENIED', noReader],
    ["with another organization's certificate", { user: { identity: { ...organizations[1].user.identity, mspId: mspIds[0] }, key: organizations[1].user.key } }, 'PERMISSION_DENIED', noReader],
    ["with another's key", { user: { identity: user.identity, key: organizations[1].user.key } }, 'PERMISSION_DENIED', noReader],
];

const noChannel = ['PERMISSION_DENIED', 'Invalid channel ID name during check policy on signed data. Name must be different from nil.'];

describe('a commit status request', () => {
    let client;
    before(() => {
        client = newClient();
    });
    after(() => client.close());

    it('gives code and block, again and again, to any organization', async () => {
        const { transactionId, envelope } = await endorse(client, { args: ['put', uniqueKey(), 'v'] });
        assert.equal(await commit(client, envelope, transactionId), 'VALID');
        const first = await statusOf(client, transactionId);
        assert.ok(first.block > 0);
        assert.deepEqual(await statusOf(client, transactionId), first);
        const other = await call(client, 'CommitStatus', await commitStatusRequest(transactionId, { user: organizations[1].user }));
        assert.equal(other.getBlockNumber(), first.block);
    });

    it('for a transaction that is not there waits until the deadline', async () => {
        const request = await commitStatusRequest('00'.repeat(32));
        await fails(() => call(client, 'CommitStatus', request, 500), { code: late });
    });

    it('waits for a transaction that is submitted later', async () => {
        const { transactionId, envelope } = await endorse(client, { args: ['put', uniqueKey(), 'v'] });
        const waiting = statusOf(client, transactionId);
        await commit(client, envelope, transactionId);
        assert.equal((await waiting).code, 'VALID');
    });

    it('is required', () => fails(() => call(client, 'CommitStatus', new messages.SignedCommitStatusRequest()), {
        code: 'INVALID_ARGUMENT', message: 'a commit status request is required',
    }));

    it('has to be readable', async () => {
        const request = await commitStatusRequest('00', { spoil: (message) => message.setRequest(Buffer.from([255, 255])) });
        await fails(() => call(client, 'CommitStatus', request), {
            code: 'INVALID_ARGUMENT', message: 'invalid status request: proto: cannot parse invalid wire-format data',
        });
    });

    for (const [what, transactionId, options, answer, from31] of [
        ['for no channel', '00', { channel: '' }, noChannel, 'no channel ID provided'],
        ['of nobody', '00', { anonymous: true }, ['PERMISSION_DENIED', noReader], 'no identity provided'],
        ['for no transaction', '', {}, [late, undefined], 'transaction ID should not be empty'],
        ['for no channel and no transaction', '', { channel: '' }, noChannel, 'no channel ID provided'],
    ]) {
        it(`${what} gets no status`, async () => {
            const request = await commitStatusRequest(transactionId, options);
            const [code, message] = answersAs31 ? ['INVALID_ARGUMENT', from31] : answer;
            await fails(() => call(client, 'CommitStatus', request, 1000), { code, message });
        });
    }

    for (const [what, options, code, message] of refused) {
        it(`${what} is refused`, async () => {
            const request = await commitStatusRequest('00', options);
            await fails(() => call(client, 'CommitStatus', request, 2000), { code, message });
        });
    }
});

describe('a chaincode events request', () => {
    let client;
    before(() => {
        client = newClient();
    });
    after(() => client.close());

    async function emit() {
        const { transactionId, envelope } = await endorse(client, { args: ['event', 'e', 'body'] });
        assert.equal(await commit(client, envelope, transactionId), 'VALID');
        return { transactionId, ...(await statusOf(client, transactionId)) };
    }

    it('is required', async () => {
        await fails(() => eventsUntil(client, new messages.SignedChaincodeEventsRequest()), {
            code: 'INVALID_ARGUMENT', message: 'a chaincode events request is required',
        });
    });

    it('has to be readable', async () => {
        const request = await eventsRequest({ spoil: (message) => message.setRequest(Buffer.from([255])) });
        await fails(() => eventsUntil(client, request), {
            code: 'INVALID_ARGUMENT', message: 'invalid chaincode events request: proto: cannot parse invalid wire-format data',
        });
    });

    for (const [what, options, code, message] of [...refused, ['for no channel', { channel: '' }, ...noChannel]]) {
        it(`${what} is refused`, async () => {
            const request = await eventsRequest(options);
            await fails(() => eventsUntil(client, request, undefined, 2000), { code, message });
        });
    }

    for (const [name, setter, type] of [['oldest', 'setOldest', 'SeekOldest'], ['newest', 'setNewest', 'SeekNewest']]) {
        it(`from the ${name} block is refused`, async () => {
            const position = new orderer.SeekPosition();
            position[setter](new orderer[type]());
            const request = await eventsRequest({ set: (message) => message.setStartPosition(position) });
            await fails(() => eventsUntil(client, request), {
                code: 'INVALID_ARGUMENT', message: `invalid start position type: *orderer.SeekPosition_${type.slice(4)}`,
            });
        });
    }

    it('after a transaction starts behind it, whatever the start position', async () => {
        const first = await emit();
        const second = await emit();
        const request = await eventsRequest({
            set: (message) => {
                specified(0)(message);
                message.setAfterTransactionId(first.transactionId);
            },
        });
        const has = ({ transactionId }) => (response) => response.getEventsList().some((event) => event.getTxId() === transactionId);
        const responses = await eventsUntil(client, request, has(second));
        assert.equal(responses.at(-1).getBlockNumber(), second.block);
        assert.ok(!responses.some(has(first)));
        assert.ok(responses.every((response) => response.getBlockNumber() >= first.block));
    });

    it('after an unknown transaction gives nothing', async () => {
        await emit();
        const request = await eventsRequest({
            set: (message) => {
                specified(0)(message);
                message.setAfterTransactionId('ff'.repeat(32));
            },
        });
        await fails(() => eventsUntil(client, request, undefined, 1000), { code: late });
    });

    it('for an unknown chaincode gives nothing', async () => {
        const request = await eventsRequest({
            set: (message) => {
                specified(0)(message);
                message.setChaincodeId('nosuch');
            },
        });
        await fails(() => eventsUntil(client, request, undefined, 1000), { code: late });
    });
});
