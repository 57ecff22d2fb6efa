import assert from 'node:assert/strict';
import * as grpc from '@grpc/grpc-js';
import { gateway as messages, google } from '@hyperledger/fabric-protos';
import { organizations } from './profile.mjs';

/** Runs an action that has to fail and gives the error. */
export async function failureOf(action) {
    let result;
    try {
        result = await action();
    } catch (error) {
        return error;
    }
    assert.fail(`the call was expected to fail, and gave ${result?.toObject ? JSON.stringify(result.toObject()) : result}`);
}

/** What an organization's endorser is called in error details. */
function endorser(index, message) {
    const { mspId, endpoint, address = endpoint } = organizations[index];
    return { mspId, address, message };
}

/** The detail that the gateway's own organization gives. */
export const local = (message) => endorser(0, message);

/** The detail of another organization's endorser; see «Error details» in docs/change/devledger-conformance.md. */
export const remote = (index, message) => endorser(index, message);

/** How a rejection that precedes the chaincode reaches a gateway from another organization's endorser. */
export const relayed = (index, message) => endorser(index, `rpc error: code = Unknown desc = ${message}`);

/** Go's protobuf follows `proto:` with a space or a no-break space, by the build, so that nobody compares its messages. */
const normalized = (message) => message.replaceAll('proto:\u00a0', 'proto: ');

export function statusDetails(error) {
    const values = (error.cause ?? error).metadata?.get('grpc-status-details-bin') ?? [];
    return values.flatMap((value) => {
        const status = google.rpc.Status.deserializeBinary(value);
        assert.equal(status.getCode(), error.code, 'the status in the details has another code');
        return status.getDetailsList().map((any) => {
            assert.equal(any.getTypeName(), 'gateway.ErrorDetail');
            const detail = messages.ErrorDetail.deserializeBinary(any.getValue_asU8());
            return { mspId: detail.getMspId(), address: detail.getAddress(), message: normalized(detail.getMessage()) };
        });
    });
}

const byText = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** A peer of Fabric resets a call whose deadline has passed; where that comes first, grpc-js calls it CANCELLED. */
export const late = ['DEADLINE_EXCEEDED', 'CANCELLED'];

/** Asserts code (or one of several), message (text or pattern) and details (text or pattern in each message, in any order) of a failure. */
export async function fails(action, { code, message, details = [] }) {
    const error = await failureOf(action);
    const actualMessage = normalized((error.cause ?? error).details);
    const codes = [code].flat();
    assert.ok(codes.includes(grpc.status[error.code]), `${grpc.status[error.code]}, not ${codes}: ${error.message} ${JSON.stringify(statusDetails(error))}`);
    if (message instanceof RegExp) {
        assert.match(actualMessage, message);
    } else if (message !== undefined) {
        assert.equal(actualMessage, message);
    }
    const actual = statusDetails(error).sort(byText);
    const expected = [...details].sort(byText);
    assert.equal(actual.length, expected.length, JSON.stringify(actual));
    for (const [index, detail] of expected.entries()) {
        if (detail.message instanceof RegExp) {
            assert.match(actual[index].message, detail.message);
            assert.deepEqual({ ...actual[index], message: '' }, { ...detail, message: '' });
        } else {
            assert.deepEqual(actual[index], detail);
        }
    }
    return error;
}
