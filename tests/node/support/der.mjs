/** The few pieces of DER that certificates and block headers need. */
export function der(tag, ...contents) {
    const body = Buffer.concat(contents);
    const length = body.length < 128
        ? Buffer.from([body.length])
        : body.length < 256 ? Buffer.from([0x81, body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 255]);
    return Buffer.concat([Buffer.from([tag]), length, body]);
}

export const sequence = (...items) => der(0x30, ...items);

export const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));

export const octets = (bytes) => der(0x04, Buffer.from(bytes));

/** An INTEGER that is not negative. */
export function integer(value) {
    let hex = BigInt(value).toString(16);
    hex = hex.length % 2 ? `0${hex}` : hex;
    return der(0x02, Buffer.from(parseInt(hex.slice(0, 2), 16) > 127 ? `00${hex}` : hex, 'hex'));
}

/** The element that begins at an offset. */
export function element(bytes, offset) {
    let length = bytes[offset + 1];
    let start = offset + 2;
    if (length & 0x80) {
        const count = length & 0x7f;
        length = bytes.readUIntBE(start, count);
        start += count;
    }
    return { start, end: start + length, whole: bytes.subarray(offset, start + length) };
}

/** The elements inside the element that begins at an offset. */
export function elements(bytes, offset) {
    const outer = element(bytes, offset);
    const inner = [];
    for (let at = outer.start; at < outer.end; at = inner.at(-1).end) {
        inner.push(element(bytes, at));
    }
    return inner;
}
