// usage: node home-profile.mjs <home> <2.5 or 3.1>
// Writes <home>/profile.json for a network that `insure up` runs from that state directory, and as which version it answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const home = resolve(process.argv[2]);
const { consortium } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
// The command that started the network puts missing processes back: a peer that was stopped, a chaincode that crashed.
const start = [resolve(import.meta.dirname, '../../../insure'), 'up', '--network', 'fabric', '--home', home];
const stop = resolve(import.meta.dirname, 'stop-peer.mjs');
const pair = (...path) => ({ certificate: join(home, ...path) + '.crt', key: join(home, ...path) + '.key' });

function organization({ mspId, peerPort }) {
    const folder = ['organizations', mspId];
    const identity = (role) => pair(...folder, 'gateway', 'identities', role);
    return {
        mspId,
        endpoint: `127.0.0.1:${peerPort}`,
        // One authority issues an organization's identities and its servers' certificates.
        tlsRoot: pair(...folder, 'ca', 'ca').certificate,
        serverName: 'localhost',
        user: identity('underwriter'),
        otherUser: identity('finance'),
        ca: pair(...folder, 'ca', 'ca'),
        stopPeer: [process.execPath, stop, home, mspId],
        startPeer: start,
    };
}

writeFileSync(join(home, 'profile.json'), JSON.stringify({
    kind: 'fabric',
    answers: process.argv[3],
    channel: consortium.channel,
    chaincode: 'conformance',
    unanimousChaincode: 'unanimous',
    anyoneChaincode: 'anyone',
    startChaincode: start,
    organizations: consortium.organizations.map(organization),
}, undefined, 2));
