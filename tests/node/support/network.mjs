// usage: node network.mjs <folder> <chaincode program>
// Writes the certificates, DevLedger's configuration (devledger.json) and the profile of a consortium of three. ANSWERS is the
// version of Fabric as which it answers, 2.5 or 3.1.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { issue, newAuthority } from './certificate.mjs';

const [folder, chaincode] = process.argv.slice(2).map((path) => resolve(path));
const channel = 'insurance';
const answers = process.env.ANSWERS || '2.5';
const names = [1, 2, 3].map((n) => `Org${n}MSP`);

function write(path, content) {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content, { mode: 0o600 });
    return file;
}

const pem = (key) => key.export({ type: 'pkcs8', format: 'pem' });

const nodeUnits = `NodeOUs:\n  Enable: true\n${['Client', 'Peer', 'Admin', 'Orderer'].map((role) =>
    `  ${role}OUIdentifier:\n    Certificate: cacerts/ca.pem\n    OrganizationalUnitIdentifier: ${role.toLowerCase()}\n`).join('')}`;

/** Writes an MSP folder in Fabric's layout, for a node with its certificate and key, and gives its path. */
function writeMsp(path, authority, tlsAuthority, own) {
    write(`${path}/cacerts/ca.pem`, authority.certificate);
    write(`${path}/tlscacerts/tlsca.pem`, tlsAuthority.certificate);
    write(`${path}/config.yaml`, nodeUnits);
    if (own) {
        write(`${path}/signcerts/cert.pem`, own.certificate);
        write(`${path}/keystore/key_sk`, pem(own.key));
    }
    return join(folder, path);
}

function writePair(path, { certificate, key }) {
    return { certificate: write(`${path}.pem`, certificate), key: write(`${path}-key.pem`, pem(key)) };
}

async function freePort() {
    const server = createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    await new Promise((done) => server.close(done));
    return port;
}

function organization(mspId, port) {
    const authority = newAuthority(`ca.${mspId}`);
    const tlsAuthority = newAuthority(`tlsca.${mspId}`);
    const address = `127.0.0.1:${port}`;
    return {
        configuration: {
            mspId,
            mspDirectory: writeMsp(`${mspId}/msp`, authority, tlsAuthority),
            peer: {
                listen: address,
                address,
                mspDirectory: writeMsp(`${mspId}/peer/msp`, authority, tlsAuthority, issue(authority, { commonName: `peer.${mspId}`, unit: 'peer' })),
                tls: writePair(`${mspId}/peer/tls`, issue(tlsAuthority, { commonName: 'localhost', unit: '', use: 'server' })),
            },
        },
        profile: {
            mspId,
            endpoint: address,
            tlsRoot: write(`${mspId}/tlsca.pem`, tlsAuthority.certificate),
            serverName: 'localhost',
            user: writePair(`${mspId}/user1`, issue(authority, { commonName: `user1.${mspId}` })),
            otherUser: writePair(`${mspId}/user2`, issue(authority, { commonName: `user2.${mspId}` })),
            ca: writePair(`${mspId}/ca`, authority),
        },
    };
}

const organizations = [];
for (const name of names) {
    organizations.push(organization(name, await freePort()));
}
const ordererAuthority = newAuthority('ca.OrdererMSP');
const peers = names.map((name) => `'${name}.peer'`).join(',');
const deployed = (name, endorsementPolicy, collections) => ({
    name, version: '1', sequence: 1, command: [chaincode], environment: {}, endorsementPolicy, collections, endorseEverywhere: true,
});
const collection = (name, policy, memberOnly, endorsementPolicy, others) => ({
    name, policy, memberOnlyRead: memberOnly, memberOnlyWrite: memberOnly, blockToLive: 0, ...(endorsementPolicy && { endorsementPolicy }), ...others,
});

// A file named like an organization stops its peer; it runs again when the file is gone.
const stoppedPeers = join(folder, 'ledger', 'stopped-peers');
const switches = ({ mspId }) => ({
    stopPeer: ['sh', '-c', 'mkdir -p "$0" && touch "$0/$1"', stoppedPeers, mspId],
    startPeer: ['rm', '-f', join(stoppedPeers, mspId)],
});

write('devledger.json', JSON.stringify({
    dataDirectory: join(folder, 'ledger'),
    channel,
    answers,
    batch: { maxMessageCount: 100, preferredMaxBytes: 2_097_152, timeout: '00:00:00.020' },
    orderer: {
        mspId: 'OrdererMSP',
        mspDirectory: writeMsp('OrdererMSP/orderer/msp', ordererAuthority, newAuthority('tlsca.OrdererMSP'), issue(ordererAuthority, { commonName: 'orderer', unit: 'orderer' })),
    },
    stoppablePeers: true,
    organizations: organizations.map(({ configuration }) => configuration),
    chaincodes: [
        deployed('conformance', `OutOf(2,${peers})`, [
            collection('onlyOrg1', "OR('Org1MSP.member')", true),
            collection('org1AndOrg2', "OR('Org1MSP.member','Org2MSP.member')", false),
            collection('onlyOrg2Endorsed', "OR('Org2MSP.member')", false, "OR('Org2MSP.peer')"),
        ]),
        deployed('unanimous', `AND(${peers})`, []),
        deployed('anyone', `OR(${peers})`, [
            collection('shared', "OR('Org1MSP.member','Org3MSP.member')", true),
            collection('ofOrg1', "OR('Org1MSP.member')", true, "OR('Org1MSP.member')", { memberOnlyWrite: false, blockToLive: 1000 }),
            collection('ofOrg3', "OR('Org3MSP.member')", false, "OR('Org3MSP.member')", { blockToLive: 1000 }),
        ]),
    ],
}, undefined, 2));
write('profile.json', JSON.stringify({
    kind: 'devledger',
    answers,
    channel,
    chaincode: 'conformance',
    unanimousChaincode: 'unanimous',
    anyoneChaincode: 'anyone',
    organizations: organizations.map(({ profile }) => ({ ...profile, ...switches(profile) })),
}, undefined, 2));
