import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const path = process.env.FABRIC_PROFILE;
if (!path) {
    throw new Error('FABRIC_PROFILE must name the JSON profile of the network to test; tests/node/README.md describes it');
}
const folder = dirname(resolve(path));

/** The network under test, as the profile describes it; file names in it are relative to the profile. */
export const profile = JSON.parse(readFileSync(path, 'utf8'));

/** True for DevLedger, false for Fabric itself. */
export const isDevLedger = profile.kind === 'devledger';

/** True where Fabric 3.1 is expected to answer, else 2.5: docs/change/devledger-conformance.md has a column for what 3.1 answers otherwise. */
export const answersAs31 = profile.answers === '3.1';

export function readProfileFile(name) {
    return readFileSync(resolve(folder, name));
}

function user(organization, paths) {
    return {
        identity: { mspId: organization.mspId, credentials: readProfileFile(paths.certificate) },
        key: createPrivateKey(readProfileFile(paths.key)),
    };
}

/** The organizations of the network; index 0 is the one whose gateway the tests use unless they say otherwise. */
export const organizations = profile.organizations.map((organization) => ({
    ...organization,
    tlsRoot: readProfileFile(organization.tlsRoot),
    user: user(organization, organization.user),
    otherUser: user(organization, organization.otherUser ?? organization.user),
    authority: organization.ca && {
        certificate: readProfileFile(organization.ca.certificate),
        key: createPrivateKey(readProfileFile(organization.ca.key)),
    },
}));

export const mspIds = organizations.map((organization) => organization.mspId);
