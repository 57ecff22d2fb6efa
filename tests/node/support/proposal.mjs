import { createHash, randomBytes } from 'node:crypto';
import { common, gateway as messages, msp, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { newSigner } from './connection.mjs';
import { organizations, profile } from './profile.mjs';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

export function serializedIdentity({ identity }) {
    const result = new msp.SerializedIdentity();
    result.setMspid(identity.mspId);
    result.setIdBytes(identity.credentials);
    return result.serializeBinary();
}

/**
 * Builds a proposal message by message, so that a test can spoil any of them: each property of `spoil` is called with
 * the message of that name before it is serialized.
 */
export async function newProposal({ user = organizations[0].user, channel = profile.channel, chaincode = profile.chaincode, args = ['echo', 'a'], transient = {}, time = new Date(), spoil = {}, organizations: endorsers } = {}) {
    const change = (name, message) => {
        spoil[name]?.(message);
        return message;
    };

    const nonce = randomBytes(24);
    const creator = serializedIdentity(user);
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setNonce(nonce);
    signatureHeader.setCreator(creator);
    change('signatureHeader', signatureHeader);
    const transactionId = createHash('sha256').update(signatureHeader.getNonce_asU8()).update(signatureHeader.getCreator_asU8()).digest('hex');

    const id = new peer.ChaincodeID();
    id.setName(chaincode);
    const extension = new peer.ChaincodeHeaderExtension();
    extension.setChaincodeId(id);
    change('extension', extension);

    const channelHeader = new common.ChannelHeader();
    channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
    channelHeader.setTxId(transactionId);
    channelHeader.setTimestamp(timestamps.Timestamp.fromDate(time));
    channelHeader.setChannelId(channel);
    channelHeader.setExtension$(extension.serializeBinary());
    change('channelHeader', channelHeader);

    const input = new peer.ChaincodeInput();
    input.setArgsList(args.map((argument) => Buffer.from(argument)));
    const chaincodeSpec = new peer.ChaincodeSpec();
    chaincodeSpec.setChaincodeId(id);
    chaincodeSpec.setInput(input);
    change('chaincodeSpec', chaincodeSpec);
    const invocation = new peer.ChaincodeInvocationSpec();
    invocation.setChaincodeSpec(chaincodeSpec);
    change('invocation', invocation);
    const payload = new peer.ChaincodeProposalPayload();
    payload.setInput(invocation.serializeBinary());
    for (const [name, value] of Object.entries(transient)) {
        payload.getTransientmapMap().set(name, Buffer.from(value));
    }
    change('payload', payload);

    const header = new common.Header();
    header.setChannelHeader(channelHeader.serializeBinary());
    header.setSignatureHeader(signatureHeader.serializeBinary());
    change('header', header);
    const proposal = new peer.Proposal();
    proposal.setHeader(header.serializeBinary());
    proposal.setPayload(payload.serializeBinary());
    change('proposal', proposal);

    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.serializeBinary());
    signed.setSignature(await newSigner(user)(sha256(signed.getProposalBytes_asU8())));
    change('signedProposal', signed);
    return { signed, transactionId, channel, endorsers };
}

export function evaluateRequest({ signed, transactionId, channel, endorsers }) {
    const request = new messages.EvaluateRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channel);
    request.setProposedTransaction(signed);
    request.setTargetOrganizationsList(endorsers ?? []);
    return request;
}

export function endorseRequest({ signed, transactionId, channel, endorsers }) {
    const request = new messages.EndorseRequest();
    request.setTransactionId(transactionId);
    request.setChannelId(channel);
    request.setProposedTransaction(signed);
    request.setEndorsingOrganizationsList(endorsers ?? []);
    return request;
}
