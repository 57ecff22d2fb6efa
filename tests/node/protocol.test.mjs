import { after, before, describe, it } from 'node:test';
import { newClient } from './support/connection.mjs';
import { fails } from './support/errors.mjs';

describe('the gateway service', () => {
    let client;
    before(() => {
        client = newClient();
    });
    after(() => client.close());

    function raw(path, bytes = Buffer.alloc(0)) {
        return new Promise((resolve, reject) => {
            client.makeUnaryRequest(path, (message) => message, (message) => message, bytes, { deadline: Date.now() + 5000 },
                (error, response) => (error ? reject(error) : resolve(response)));
        });
    }

    it('answers an unknown method', () => fails(() => raw('/gateway.Gateway/Nosuch'), { code: 'UNIMPLEMENTED' }));

    it('answers an unknown service', () => fails(() => raw('/no.Such/Method'), { code: 'UNIMPLEMENTED' }));

    it('answers a compressed message', async () => {
        const compressing = newClient(undefined, { 'grpc.default_compression_algorithm': 2 });
        try {
            await fails(
                () => new Promise((resolve, reject) => {
                    compressing.makeUnaryRequest('/gateway.Gateway/Evaluate', (message) => message, (message) => message, Buffer.alloc(4096), { deadline: Date.now() + 5000 },
                        (error, response) => (error ? reject(error) : resolve(response)));
                }),
                { code: 'UNIMPLEMENTED', message: 'grpc: Decompressor is not installed for grpc-encoding "gzip"' },
            );
        } finally {
            compressing.close();
        }
    });

    it('answers bytes that are no message', () => fails(() => raw('/gateway.Gateway/Evaluate', Buffer.from([255, 255])), { code: 'INTERNAL' }));
});
