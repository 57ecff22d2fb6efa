import { X509Certificate, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

function der(tag, ...contents) {
    const body = Buffer.concat(contents);
    const length = body.length < 128
        ? Buffer.from([body.length])
        : body.length < 256 ? Buffer.from([0x81, body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
    return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...items) => der(0x30, ...items);
const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const attribute = (type, value) => der(0x31, sequence(oid(type), der(0x0c, Buffer.from(value))));

function time(date) {
    return der(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

/** The fields of a certificate that can be copied from it byte for byte: its subject and its subject key identifier. */
function parse(certificate) {
    const read = (offset) => {
        let length = certificate[offset + 1];
        let start = offset + 2;
        if (length & 0x80) {
            const bytes = length & 0x7f;
            length = certificate.readUIntBE(start, bytes);
            start += bytes;
        }
        return { start, end: start + length, whole: certificate.subarray(offset, start + length) };
    };
    const body = read(read(0).start);
    const fields = [];
    for (let offset = body.start; offset < body.end; offset = fields.at(-1).end) {
        fields.push(read(offset));
    }
    // version, serial number, algorithm, issuer, validity, subject
    const identifier = certificate.indexOf(Buffer.from('0603551d0e', 'hex'));
    return { subject: fields[5].whole, keyIdentifier: identifier < 0 ? undefined : read(read(identifier + 5).start).whole };
}

/**
 * Issues a client certificate of an organization whose certificate authority's key the profile gives. It begins just
 * after its authority does: Fabric verifies the chain as of the moment the certificate begins.
 */
export function issue(authority, { commonName = 'odd', unit = 'client', notBefore, notAfter = new Date(Date.now() + 3_600_000), expired = false } = {}) {
    notBefore ??= new Date(Date.parse(new X509Certificate(authority.certificate).validFrom) + 1000);
    notAfter = expired ? new Date(notBefore.getTime() + 1000) : notAfter;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = publicKey.export({ type: 'spki', format: 'der' });
    const issuer = parse(new X509Certificate(authority.certificate).raw);
    const subject = sequence(...(unit ? [attribute('55040b', unit)] : []), attribute('550403', commonName));
    const serial = randomBytes(16);
    serial[0] = (serial[0] & 0x7f) | 1;
    const extension = (type, critical, value) => sequence(oid(type), ...(critical ? [der(0x01, Buffer.from([0xff]))] : []), der(0x04, value));
    const extensions = [
        extension('551d0f', true, der(0x03, Buffer.from([7, 0x80]))),
        extension('551d13', true, sequence()),
        extension('551d0e', false, der(0x04, createHash('sha256').update(key).digest())),
    ];
    if (issuer.keyIdentifier) {
        extensions.push(extension('551d23', false, sequence(der(0x80, issuer.keyIdentifier.subarray(2)))));
    }
    const body = sequence(
        der(0xa0, der(0x02, Buffer.from([2]))), der(0x02, serial), ecdsaWithSha256, issuer.subject,
        sequence(time(notBefore), time(notAfter)), subject, key, der(0xa3, sequence(...extensions)));
    const signature = sign('sha256', body, { key: authority.key, dsaEncoding: 'der' });
    const certificate = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
    return { certificate: Buffer.from(pem), key: privateKey };
}
