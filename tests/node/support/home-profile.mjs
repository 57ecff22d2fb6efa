// usage: node home-profile.mjs <home>
// Writes <home>/profile.json for a network that `insure up` runs from that state directory.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const home = resolve(process.argv[2]);
const { consortium } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'));
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
    };
}

writeFileSync(join(home, 'profile.json'), JSON.stringify({
    kind: 'fabric',
    channel: consortium.channel,
    chaincode: 'conformance',
    unanimousChaincode: 'unanimous',
    organizations: consortium.organizations.map(organization),
}, undefined, 2));
