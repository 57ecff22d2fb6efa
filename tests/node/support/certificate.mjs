import { X509Certificate, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { der, element, elements, integer, octets, oid, sequence } from './der.mjs';

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const attribute = (type, value) => der(0x31, sequence(oid(type), der(0x0c, Buffer.from(value))));
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

function time(date) {
    return der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));
}

function bits(bytes, unused = 0) {
    return der(0x03, Buffer.from([unused]), bytes);
}

/** The fields of a certificate that are copied from it byte for byte: its subject and its subject key identifier. */
function parse(certificate) {
    // version, serial number, algorithm, issuer, validity, subject
    const [, , , , , subject] = elements(certificate, element(certificate, 0).start);
    const extension = certificate.indexOf(Buffer.from('0603551d0e', 'hex'));
    const value = element(certificate, extension + 5);
    return { subject: subject.whole, keyIdentifier: certificate.subarray(element(certificate, value.start).start, value.end) };
}

/** Fabric's issuers give the lower of the two valid S; verifiers take both. */
function signWith(key, body, highS) {
    const signature = sign('sha256', body, { key, dsaEncoding: 'ieee-p1363' });
    const [r, s] = [0, 32].map((at) => BigInt(`0x${signature.subarray(at, at + 32).toString('hex')}`));
    const [low, high] = s > order / 2n ? [order - s, s] : [s, order - s];
    return sequence(integer(r), integer(highS ? high : low));
}

const usages = {
    client: [[0x80], 7],
    server: [[0x80], 7],
    authority: [[0x06], 1],
};

function build({ publicKey, issuer, issuerKey, commonName, unit, notBefore, notAfter, use, highS }) {
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const identifier = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)).digest();
    const subject = sequence(...(unit ? [attribute('55040b', unit)] : []), attribute('550403', commonName));
    const extension = (type, critical, value) => sequence(oid(type), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), octets(value));
    const [usage, unused] = usages[use];
    const extensions = [
        extension('551d0f', true, bits(Buffer.from(usage), unused)),
        extension('551d13', true, use === 'authority' ? sequence(der(0x01, Buffer.from([0xff]))) : sequence()),
        extension('551d0e', false, octets(identifier)),
        extension('551d23', false, sequence(der(0x80, issuer?.keyIdentifier ?? identifier))),
    ];
    if (use === 'server') {
        extensions.push(extension('551d25', false, sequence(oid('2b06010505070301'), oid('2b06010505070302'))));
        extensions.push(extension('551d11', false, sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))));
    }
    const serial = randomBytes(16);
    serial[0] = (serial[0] & 0x7f) | 1;
    const body = sequence(
        der(0xa0, integer(2)), der(0x02, serial), ecdsaWithSha256, issuer?.subject ?? subject,
        sequence(time(notBefore), time(notAfter)), subject, key, der(0xa3, sequence(...extensions)));
    const certificate = sequence(body, ecdsaWithSha256, bits(signWith(issuerKey, body, highS)));
    return Buffer.from(`-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`);
}

const hour = 3_600_000;

/** A certificate authority that signs itself, valid from an hour ago. */
export function newAuthority(commonName) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const notBefore = new Date(Date.now() - hour);
    return { certificate: build({ publicKey, issuerKey: privateKey, commonName, notBefore, notAfter: new Date(Date.now() + 24 * hour), use: 'authority' }), key: privateKey };
}

/**
 * Issues a certificate of an organization whose certificate authority's key is known. It begins just after its authority
 * does: Fabric verifies the chain as of the moment the certificate begins.
 */
export function issue(authority, { commonName = 'odd', unit = 'client', notBefore, notAfter = new Date(Date.now() + hour), expired = false, use = 'client', highS = false } = {}) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issuer = new X509Certificate(authority.certificate);
    notBefore ??= new Date(Date.parse(issuer.validFrom) + 1000);
    notAfter = expired ? new Date(notBefore.getTime() + 1000) : notAfter;
    return { certificate: build({ publicKey, issuer: parse(issuer.raw), issuerKey: authority.key, commonName, unit, notBefore, notAfter, use, highS }), key: privateKey };
}
