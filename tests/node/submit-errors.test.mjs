import { after, before, describe, it } from 'node:test';
import { common, gateway as messages } from '@hyperledger/fabric-protos';
import { issue } from './support/certificate.mjs';
import { newClient } from './support/connection.mjs';
import { fails } from './support/errors.mjs';
import { uniqueKey } from './support/names.mjs';
import { answersAs31, mspIds, organizations } from './support/profile.mjs';
import { serializedIdentity } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';
import { endorse, open, signed, submitRequest } from './support/transaction.mjs';

const refusal = (status, info) => `received unsuccessful response from orderer: status=${status}, info=${info}`;
const forbidden = refusal('FORBIDDEN', 'implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the '
    + "'Writers' sub-policies to be satisfied: permission denied");

describe('a submitted envelope', () => {
    let client;
    let transactionId;
    let envelope;
    before(async () => {
        client = newClient();
        ({ transactionId, envelope } = await endorse(client, { args: ['put', uniqueKey(), 'v'] }));
    });
    after(() => client.close());

    const submit = (what, channel) => call(client, 'Submit', submitRequest(what, transactionId, channel));

    it('is required', () => fails(() => call(client, 'Submit', new messages.SubmitRequest()), {
        code: 'INVALID_ARGUMENT', message: 'a prepared transaction is required',
    }));

    it('has to be signed', () => fails(() => submit(envelope), { code: 'INVALID_ARGUMENT', message: 'prepared transaction must be signed' }));

    it('has to name a known channel beside it', async () => {
        const good = await signed(envelope);
        await fails(() => submit(good, 'nosuch'), {
            code: 'FAILED_PRECONDITION', message: 'failed to get config for channel [nosuch]: could not get last config for channel nosuch',
        });
    });

    it('with a signature changed by one bit is forbidden', async () => {
        const tampered = await signed(envelope);
        const signature = Buffer.from(tampered.getSignature_asU8());
        signature[signature.length - 1] ^= 1;
        tampered.setSignature(signature);
        await fails(() => submit(tampered), { code: 'ABORTED', message: forbidden });
    });

    it('with a signature that is no DER is forbidden', async () => {
        const tampered = envelope.clone();
        tampered.setSignature(Buffer.from('nope'));
        await fails(() => submit(tampered), { code: 'ABORTED', message: forbidden });
    });

    it("with another's signature is forbidden", async () => {
        await fails(async () => submit(await signed(envelope, organizations[1].user)), { code: 'ABORTED', message: forbidden });
    });

    it('changed after it was signed is forbidden', async () => {
        const tampered = await signed(envelope);
        const payload = Buffer.from(tampered.getPayload_asU8());
        payload[payload.length - 1] ^= 1;
        tampered.setPayload(payload);
        await fails(() => submit(tampered), { code: 'ABORTED' });
    });

    it('has to be readable', async () => {
        const unreadable = new common.Envelope();
        unreadable.setPayload(Buffer.from([255, 255]));
        await fails(async () => submit(await signed(unreadable)), {
            code: 'ABORTED',
            message: refusal('BAD_REQUEST', 'could not determine channel ID: error unmarshalling Payload: proto: cannot parse invalid wire-format data'),
        });
        await fails(async () => submit(await signed(new common.Envelope())), {
            code: 'ABORTED', message: refusal('BAD_REQUEST', 'could not determine channel ID: header not set'),
        });
    });

    it('has to be of a channel that exists', async () => {
        const opened = open(envelope);
        const header = opened.payload.getHeader();
        const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
        channelHeader.setChannelId('nosuch');
        header.setChannelHeader(channelHeader.serializeBinary());
        await fails(async () => submit(await signed(opened.close())), {
            code: 'ABORTED', message: refusal('BAD_REQUEST', answersAs31 ? 'channel does not exist' : 'channel creation request not allowed because the orderer system channel is not defined'),
        });
    });

    it('of an expired identity is refused', { skip: !organizations[0].authority && 'the profile gives no authority' }, async () => {
        const { certificate, key } = issue(organizations[0].authority, { expired: true });
        const user = { identity: { mspId: mspIds[0], credentials: certificate }, key };
        const opened = open(envelope);
        const header = opened.payload.getHeader();
        const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
        signatureHeader.setCreator(serializedIdentity(user));
        header.setSignatureHeader(signatureHeader.serializeBinary());
        await fails(async () => submit(await signed(opened.close(), user)), { code: 'ABORTED', message: refusal('BAD_REQUEST', 'broadcast client identity expired') });
    });
});
