import { after, before, describe, it } from 'node:test';
import { gateway as messages, peer } from '@hyperledger/fabric-protos';
import { issue } from './support/certificate.mjs';
import { newClient } from './support/connection.mjs';
import { fails, local, relayed, remote } from './support/errors.mjs';
import { answersAs31, mspIds, organizations, profile } from './support/profile.mjs';
import { endorseRequest, evaluateRequest, newProposal } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';

const { user } = organizations[0];
const garbage = Buffer.from([255, 255, 255]);
const unreadable = (message) => `error unmarshalling ${message}: proto: cannot parse invalid wire-format data`;
const denied = `error validating proposal: access denied: channel [${profile.channel}] creator org [${mspIds[0]}]`;
const malformed = `error validating proposal: access denied: channel [${profile.channel}] creator org unknown, creator is malformed`;
const noWriter = `Failed evaluating policy on signed data during check policy on channel [${profile.channel}] with policy [/Channel/Application/Writers]: `
    + "[implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied]";
const noPeers = 'no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode';

function issued(options, authority = organizations[0].authority) {
    const { certificate, key } = issue(authority, options);
    return { identity: { mspId: mspIds[0], credentials: certificate }, key };
}

function spoilt(name, change) {
    return { spoil: { [name]: change } };
}

/** Refused by the endorser before the chaincode runs: what, how the proposal is made, the reason in the detail. */
const rejected = [
    ['a signature changed by one bit', spoilt('signedProposal', (message) => {
        const signature = Buffer.from(message.getSignature_asU8());
        signature[signature.length - 1] ^= 1;
        message.setSignature(signature);
    }), denied],
    ['a signature that is no DER', spoilt('signedProposal', (message) => message.setSignature(Buffer.from('nope'))), denied],
    ["another identity's signature", { user: { identity: user.identity, key: organizations[1].user.key } }, denied],
    ['no signature', spoilt('signedProposal', (message) => message.setSignature('')), 'error validating proposal: empty signature bytes'],
    ['an unknown MSP', { user: { identity: { ...user.identity, mspId: 'NobodyMSP' }, key: user.key } }, malformed],
    ["another organization's certificate", { user: { identity: { ...organizations[1].user.identity, mspId: mspIds[0] }, key: organizations[1].user.key } }, malformed],
    ['a certificate that is none', { user: { identity: { mspId: mspIds[0], credentials: Buffer.from('nope') }, key: user.key } }, malformed],
    ['a creator that is no identity', spoilt('signatureHeader', (message) => message.setCreator(garbage)), malformed],
    ['a transaction id that is not the hash of nonce and creator', spoilt('channelHeader', (message) => message.setTxId('00'.repeat(32))),
        /^error validating proposal: incorrectly computed txid '0{64}' -- expected '[0-9a-f]{64}'$/],
    ['no transaction id', spoilt('channelHeader', (message) => message.setTxId('')),
        /^error validating proposal: incorrectly computed txid '' -- expected '[0-9a-f]{64}'$/],
    ['no nonce', spoilt('signatureHeader', (message) => message.setNonce('')), 'error validating proposal: nonce is empty'],
    ['no creator', spoilt('signatureHeader', (message) => message.setCreator('')), 'error validating proposal: creator is empty'],
    ['an epoch', spoilt('channelHeader', (message) => message.setEpoch(1)), 'error validating proposal: epoch is non-zero'],
    ['another header type', spoilt('channelHeader', (message) => message.setType(0)), 'error validating proposal: invalid header type MESSAGE'],
    ['no chaincode in the header extension', spoilt('channelHeader', (message) => message.setExtension$('')), 'ChaincodeHeaderExtension.ChaincodeId is nil'],
    ['an unreadable header extension', spoilt('channelHeader', (message) => message.setExtension$(garbage)), unreadable('ChaincodeHeaderExtension')],
    ['no chaincode input', spoilt('chaincodeSpec', (message) => message.clearInput()), 'chaincode input did not contain any input'],
];

/** The same with certificates that the profile's authority issues for the purpose. */
const oddCertificates = [
    ['of no known role', () => ({ user: issued({ unit: '' }) }), denied],
    ['of a made up role', () => ({ user: issued({ unit: 'cook' }) }), denied],
    ['of a peer', () => ({ user: issued({ unit: 'peer' }) }), noWriter],
    ['with a forged issuer', () => ({ user: issued({}, { certificate: organizations[0].authority.certificate, key: organizations[1].authority.key }) }), malformed],
];

/** Refused by the gateway itself: what, how the proposal is made, [code, message] of Evaluate and of Endorse. */
const refused = [
    ['an unknown chaincode', { chaincode: 'nosuch' },
        ['FAILED_PRECONDITION', `no peers available to evaluate chaincode nosuch in channel ${profile.channel}`],
        ['FAILED_PRECONDITION', `${noPeers} nosuch in channel ${profile.channel}`]],
    ['an unknown channel', { channel: 'nosuch' },
        ['UNAVAILABLE', 'failed to get config for channel [nosuch]: could not get last config for channel nosuch'],
        ['FAILED_PRECONDITION', `${noPeers} ${profile.chaincode} in channel nosuch`]],
    ['no channel', { channel: '' },
        ['INVALID_ARGUMENT', 'failed to unpack transaction proposal: no channel id provided'],
        ['FAILED_PRECONDITION', /^$|No metadata was found/]],
    ['no chaincode spec', spoilt('invocation', (message) => message.clearChaincodeSpec()),
        ['INVALID_ARGUMENT', `failed to unpack transaction proposal: no chaincode spec is provided, channel id [${profile.channel}]`],
        ['FAILED_PRECONDITION', `${noPeers}  in channel ${profile.channel}`]],
    ['no chaincode id', spoilt('chaincodeSpec', (message) => message.clearChaincodeId()),
        ['INVALID_ARGUMENT', `failed to unpack transaction proposal: no chaincode id is provided, channel id [${profile.channel}]`],
        ['FAILED_PRECONDITION', `${noPeers}  in channel ${profile.channel}`]],
    ['no chaincode name', spoilt('chaincodeSpec', (message) => message.setChaincodeId(new peer.ChaincodeID())),
        ['INVALID_ARGUMENT', `failed to unpack transaction proposal: no chaincode name is provided, channel id [${profile.channel}]`],
        ['FAILED_PRECONDITION', `${noPeers}  in channel ${profile.channel}`]],
    ['no proposal', spoilt('signedProposal', (message) => message.setProposalBytes('')),
        ['INVALID_ARGUMENT', 'failed to unpack transaction proposal: a signed proposal is required'],
        ['INVALID_ARGUMENT', 'the proposed transaction must contain a signed proposal']],
    ...[
        ['Proposal', 'signedProposal', (message) => message.setProposalBytes(garbage)],
        ['Header', 'proposal', (message) => message.setHeader(garbage)],
        ['ChannelHeader', 'header', (message) => message.setChannelHeader(garbage)],
        ['ChaincodeProposalPayload', 'proposal', (message) => message.setPayload(garbage)],
        ['ChaincodeInvocationSpec', 'payload', (message) => message.setInput(garbage)],
    ].map(([name, where, change]) => [`an unreadable ${name}`, spoilt(where, change),
        ['INVALID_ARGUMENT', `failed to unpack transaction proposal: ${unreadable(name)}`],
        ['INVALID_ARGUMENT', unreadable(name)]]),
];

const hour = 3_600_000;
const minute = 60_000;
const untimely = (sent) => new RegExp(`^(rpc error: code = Unknown desc = )?request unauthorized due to incorrect timestamp ${sent}, `
    + 'peer time \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ, peer.authentication.timewindow 15m0s$');
const seconds = (time) => `${time.toISOString().slice(0, 19)}Z`;
const [past, behind, ahead] = [-hour, -16 * minute, 16 * minute].map((distance) => new Date(Date.now() + distance));

/** What a 3.1 peer looks at before the endorser, and a 2.5 peer does not look at: the proposal's time. */
const untimelyProposals = [
    ['a time an hour ago', { time: past }, untimely(seconds(past))],
    ['a time 16 minutes ago', { time: behind }, untimely(seconds(behind))],
    ['a time 16 minutes ahead', { time: ahead }, untimely(seconds(ahead))],
    ['no time', spoilt('channelHeader', (message) => message.clearTimestamp()), untimely('1970-01-01T00:00:00Z')],
];

/** Not looked at. */
const accepted = [
    ['a time 14 minutes ago', { time: new Date(Date.now() - 14 * minute) }],
    ['a time 14 minutes ahead', { time: new Date(Date.now() + 14 * minute) }],
    ['a header version', spoilt('channelHeader', (message) => message.setVersion(1))],
];

describe('a proposal', () => {
    let client;
    before(() => {
        client = newClient();
    });
    after(() => client.close());

    const evaluate = async (options) => call(client, 'Evaluate', evaluateRequest(await newProposal(options)));
    const endorse = async (options) => call(client, 'Endorse', endorseRequest(await newProposal(options)));

    async function rejects(options, reason) {
        await fails(() => evaluate(options), {
            code: 'FAILED_PRECONDITION',
            message: reason instanceof RegExp ? /^evaluate call to endorser returned error: error validating/ : `evaluate call to endorser returned error: ${reason}`,
            details: [local(reason)],
        });
        await fails(() => endorse(options), {
            code: 'ABORTED',
            message: 'failed to endorse transaction, see attached details for more info',
            details: [local(reason)],
        });
    }

    /** A 3.1 peer's filters come before its endorser, for its own gateway too, which takes it for one that does not answer. */
    async function filtered(options, reason) {
        const others = (index) => remote(index, reason instanceof RegExp ? reason : `rpc error: code = Unknown desc = ${reason}`);
        await fails(() => evaluate(options), {
            code: 'UNAVAILABLE', message: 'failed to evaluate transaction, see attached details for more info', details: [local(reason), others(1), others(2)],
        });
        await fails(() => endorse(options), {
            code: 'ABORTED', message: 'failed to endorse transaction, see attached details for more info', details: [local(reason)],
        });
        await fails(() => endorse({ ...options, organizations: mspIds.slice(0, 2) }), {
            code: 'ABORTED',
            message: 'failed to collect enough transaction endorsements, see attached details for more info',
            details: [local(reason), others(1)],
        });
    }

    it('with an unreadable signature header is rejected', async () => {
        const options = spoilt('header', (message) => message.setSignatureHeader(garbage));
        await (answersAs31
            ? filtered(options, `failed parsing signature header: ${unreadable('SignatureHeader')}`)
            : rejects(options, unreadable('SignatureHeader')));
    });

    for (const [what, options, reason] of untimelyProposals) {
        it(`with ${what} is ${answersAs31 ? 'rejected' : 'accepted'}`, async () => {
            if (answersAs31) {
                await filtered(options, reason);
            } else {
                await evaluate(options);
                await endorse(options);
            }
        });
    }

    it('with an expired certificate is rejected here too from 3.1 on, whatever else is wrong', { skip: !organizations[0].authority && 'the profile gives no authority' }, async () => {
        const user = issued({ expired: true });
        if (answersAs31) {
            await filtered({ user }, 'proposal client identity expired');
            await filtered({ user: { ...user, key: organizations[1].user.key }, time: past }, 'proposal client identity expired');
        } else {
            await evaluate({ user });
            await rejects({ user: { ...user, key: organizations[1].user.key }, time: past }, denied);
        }
    });

    for (const [what, options, reason] of rejected) {
        it(`with ${what} is rejected`, () => rejects(options, reason));
    }

    for (const [what, options, reason] of oddCertificates) {
        it(`with a certificate ${what} is rejected`, { skip: !organizations[0].authority && 'the profile gives no authority' }, () => rejects(options(), reason));
    }

    it('with an expired certificate is rejected by the other organizations', { skip: !organizations[0].authority && 'the profile gives no authority' }, async () => {
        const expired = issued({ expired: true });
        const reason = 'proposal client identity expired';
        await fails(() => endorse({ user: expired, organizations: mspIds.slice(1) }), {
            code: 'ABORTED',
            message: 'failed to collect enough transaction endorsements, see attached details for more info',
            details: [relayed(1, reason), relayed(2, reason)],
        });
    });

    it('with a certificate that the authority issued just now is accepted', { skip: !organizations[0].authority && 'the profile gives no authority' }, async () => {
        await endorse({ user: issued({}) });
    });

    it('with a certificate whose signature has the higher S is accepted', { skip: !organizations[0].authority && 'the profile gives no authority' }, async () => {
        await endorse({ user: issued({ highS: true }) });
    });

    it('with a wrong signature is rejected by another organization as a relayed error', async () => {
        const options = { user: { identity: user.identity, key: organizations[1].user.key }, organizations: [mspIds[1]] };
        await fails(() => evaluate(options), {
            code: 'UNAVAILABLE',
            message: 'failed to evaluate transaction, see attached details for more info',
            details: [relayed(1, denied)],
        });
        await fails(() => endorse(options), {
            code: 'ABORTED',
            message: 'failed to collect enough transaction endorsements, see attached details for more info',
            details: [relayed(1, denied)],
        });
    });

    for (const [what, options, [evaluateCode, evaluateMessage], [endorseCode, endorseMessage]] of refused) {
        it(`with ${what} is refused`, async () => {
            await fails(() => evaluate(options), { code: evaluateCode, message: evaluateMessage });
            await fails(() => endorse(options), { code: endorseCode, message: endorseMessage });
        });
    }

    for (const [what, options] of accepted) {
        it(`with ${what} is accepted`, async () => {
            await evaluate(options);
            await endorse(options);
        });
    }

    it('counts, not what the request says beside it', async () => {
        const proposal = await newProposal();
        await call(client, 'Evaluate', evaluateRequest({ ...proposal, channel: 'other', transactionId: 'other' }));
        await call(client, 'Endorse', endorseRequest({ ...proposal, channel: 'other', transactionId: 'other' }));
    });

    it('is missing from an empty request', async () => {
        await fails(() => call(client, 'Evaluate', new messages.EvaluateRequest()), {
            code: 'INVALID_ARGUMENT', message: 'failed to unpack transaction proposal: a signed proposal is required',
        });
        await fails(() => call(client, 'Endorse', new messages.EndorseRequest()), {
            code: 'INVALID_ARGUMENT', message: 'the proposed transaction must contain a signed proposal',
        });
    });
});
