import { common, gateway as messages, msp, peer } from '@hyperledger/fabric-protos';
import { newSigner } from './connection.mjs';
import { organizations, profile } from './profile.mjs';
import { endorseRequest, newProposal, serializedIdentity, sha256 } from './proposal.mjs';
import { call } from './rpc.mjs';

/** Has a transaction endorsed and gives its unsigned envelope. */
export async function endorse(client, options) {
    const proposal = await newProposal(options);
    const response = await call(client, 'Endorse', endorseRequest(proposal));
    return { proposal, transactionId: proposal.transactionId, envelope: response.getPreparedTransaction() };
}

/** Opens an envelope for changes; `close` makes the changed envelope, not signed. */
export function open(envelope) {
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    const [action] = transaction.getActionsList();
    const body = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
    return {
        payload,
        body,
        endorsed: body.getAction(),
        close() {
            action.setPayload(body.serializeBinary());
            payload.setData(transaction.serializeBinary());
            const result = new common.Envelope();
            result.setPayload(payload.serializeBinary());
            return result;
        },
    };
}

/** The organizations whose endorsements an envelope carries. */
export function endorsersOf(envelope) {
    return open(envelope).endorsed.getEndorsementsList()
        .map((endorsement) => msp.SerializedIdentity.deserializeBinary(endorsement.getEndorser_asU8()).getMspid());
}

export async function signed(envelope, user = organizations[0].user) {
    const result = envelope.clone();
    result.setSignature(await newSigner(user)(sha256(result.getPayload_asU8())));
    return result;
}

export function submitRequest(envelope, transactionId, channel = profile.channel) {
    const request = new messages.SubmitRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channel);
    request.setPreparedTransaction(envelope);
    return request;
}

export async function signedRequest(Message, request, user, spoil) {
    const result = new Message();
    result.setRequest(request.serializeBinary());
    result.setSignature(await newSigner(user)(sha256(result.getRequest_asU8())));
    spoil?.(result);
    return result;
}

export function commitStatusRequest(transactionId, { user = organizations[0].user, channel = profile.channel, anonymous = false, spoil } = {}) {
    const request = new messages.CommitStatusRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channel);
    request.setIdentity(anonymous ? '' : serializedIdentity(user));
    return signedRequest(messages.SignedCommitStatusRequest, request, user, spoil);
}

/** Waits for a transaction's commit and gives its validation code's name and block. */
export async function statusOf(client, transactionId) {
    const response = await call(client, 'CommitStatus', await commitStatusRequest(transactionId));
    const [code] = Object.entries(peer.TxValidationCode).find(([, value]) => value === response.getResult());
    return { code, block: response.getBlockNumber() };
}

/** Signs and submits an envelope and gives the validation code it got. */
export async function commit(client, envelope, transactionId) {
    await call(client, 'Submit', submitRequest(await signed(envelope), transactionId));
    return (await statusOf(client, transactionId)).code;
}
