import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { CommitError, CommitStatusError, EndorseError, GatewayError, SubmitError } from '@hyperledger/fabric-gateway';
import { newGateway } from './support/connection.mjs';
import { failureOf, fails, late, local } from './support/errors.mjs';
import { json, text, uniqueKey } from './support/names.mjs';
import { mspIds, organizations } from './support/profile.mjs';
import { commitStatusRequest } from './support/transaction.mjs';

describe('submit', () => {
    let connection;
    let contract;
    before(() => {
        connection = newGateway();
        contract = connection.contract;
    });
    after(() => connection.close());

    it('returns the result once the write can be read', async () => {
        const key = uniqueKey();
        assert.equal(text(await contract.submitTransaction('put', key, 'v')), 'v');
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
    });

    it('deletes', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, 'v');
        await contract.submitTransaction('delete', key);
        await fails(() => contract.evaluateTransaction('get', key), {
            code: 'UNKNOWN',
            details: [local(`chaincode response 500, NOT_FOUND: ${key}`)],
        });
    });

    it('without waiting gives the result at once and the commit status later', async () => {
        const key = uniqueKey();
        const commit = await contract.submitAsync('put', { arguments: [key, 'v'] });
        assert.equal(text(commit.getResult()), 'v');
        const status = await commit.getStatus();
        assert.equal(status.successful, true);
        assert.equal(status.code, 0);
        assert.equal(status.transactionId, commit.getTransactionId());
        assert.ok(status.blockNumber > 0n);
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
        const again = await commit.getStatus();
        assert.deepEqual([again.code, again.blockNumber], [status.code, status.blockNumber]);
    });

    it('goes step by step: proposal, endorse, submit, status', async () => {
        const key = uniqueKey();
        const proposal = contract.newProposal('put', { arguments: [key, 'v'] });
        assert.match(proposal.getTransactionId(), /^[0-9a-f]{64}$/);
        const transaction = await proposal.endorse();
        assert.equal(transaction.getTransactionId(), proposal.getTransactionId());
        assert.equal(text(transaction.getResult()), 'v');
        await fails(() => contract.evaluateTransaction('get', key), { code: 'UNKNOWN', details: [local(`chaincode response 500, NOT_FOUND: ${key}`)] });
        const submitted = await transaction.submit();
        assert.equal((await submitted.getStatus()).successful, true);
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
    });

    it('has many transactions in flight', async () => {
        const keys = Array.from({ length: 64 }, () => uniqueKey());
        await Promise.all(keys.map((key, i) => contract.submitTransaction('put', key, String(i))));
        const values = await Promise.all(keys.map((key) => contract.evaluateTransaction('get', key)));
        assert.deepEqual(values.map(text), keys.map((_, i) => String(i)));
    });

    it('commits what a chaincode answers with a status below 400', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('putThenStatus', key, 'v', '399', 'warn');
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
    });

    it('writes nothing when the chaincode fails after its write', async () => {
        const key = uniqueKey();
        await fails(() => contract.submitTransaction('putThenStatus', key, 'v', '400', 'no'), {
            code: 'ABORTED',
            message: 'failed to endorse transaction, see attached details for more info',
            details: [local('chaincode response 400, no')],
        });
        await fails(() => contract.evaluateTransaction('get', key), { code: 'UNKNOWN', details: [local(`chaincode response 500, NOT_FOUND: ${key}`)] });
    });

    it('fails as EndorseError with the transaction id and details', async () => {
        const proposal = contract.newProposal('fail', { arguments: ['it broke'] });
        const error = await failureOf(() => proposal.endorse());
        assert.ok(error instanceof EndorseError && error instanceof GatewayError);
        assert.equal(error.transactionId, proposal.getTransactionId());
        assert.deepEqual(error.details.map(({ mspId, message, address }) => ({ mspId, address, message })), [local('chaincode response 500, it broke')]);
    });

    it('fails as SubmitError with the transaction id', async () => {
        const transaction = await contract.newProposal('put', { arguments: [uniqueKey(), 'v'] }).endorse();
        const wrong = newGateway({ user: organizations[1].user });
        try {
            const bytes = transaction.getBytes();
            const error = await failureOf(() => wrong.gateway.newSignedTransaction(bytes, Buffer.from('no signature')).submit());
            assert.ok(error instanceof SubmitError);
            assert.equal(error.transactionId, transaction.getTransactionId());
        } finally {
            wrong.close();
        }
    });

    it('fails as CommitError with code, block and transaction id when the transaction is invalid', async () => {
        const error = await failureOf(() => contract.submit('put', { arguments: [uniqueKey(), 'v'], endorsingOrganizations: [mspIds[0]] }));
        assert.ok(error instanceof CommitError);
        assert.equal(error.code, 10);
        assert.match(error.transactionId, /^[0-9a-f]{64}$/);
    });

    it('fails as CommitStatusError when the deadline ends the wait', async () => {
        const transaction = await contract.newProposal('put', { arguments: [uniqueKey(), 'v'] }).endorse();
        const request = await commitStatusRequest(transaction.getTransactionId());
        const commit = connection.gateway.newCommit(request.serializeBinary());
        const error = await failureOf(() => commit.getStatus({ deadline: Date.now() + 300 }));
        assert.ok(error instanceof CommitStatusError);
        assert.ok(late.includes(grpc.status[error.code]), error.message);
        assert.equal(error.transactionId, transaction.getTransactionId());
    });

    it('keeps history, newest first, with deletes', async () => {
        const key = uniqueKey();
        for (const step of [['put', key, '1'], ['put', key, '2'], ['delete', key], ['put', key, '3']]) {
            await contract.submitTransaction(...step);
        }
        const history = json(await contract.evaluateTransaction('history', key));
        assert.deepEqual(history.map(({ value, deleted }) => [value, deleted]), [['3', false], ['', true], ['2', false], ['1', false]]);
        assert.equal(new Set(history.map(({ transactionId }) => transactionId)).size, 4);
        assert.ok(history.every(({ time }) => Math.abs(Date.parse(time) - Date.now()) < 600_000));
    });
});
