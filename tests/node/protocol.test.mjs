import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import * as grpc from '@grpc/grpc-js';
import { newClient } from './support/connection.mjs';
import { fails } from './support/errors.mjs';
import { text } from './support/names.mjs';
import { organizations } from './support/profile.mjs';
import { evaluateRequest, newProposal } from './support/proposal.mjs';
import { call } from './support/rpc.mjs';

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

    it('takes a client that says http, whose proxy adds TLS', async () => {
        const [{ endpoint, serverName, tlsRoot }] = organizations;
        const [host, port] = endpoint.split(':');
        const open = new Set();
        const proxy = createServer((plain) => {
            const secured = connect({ host, port, ca: tlsRoot, servername: serverName, ALPNProtocols: ['h2'] });
            for (const socket of [plain, secured]) {
                open.add(socket);
                socket.on('error', () => [plain, secured].forEach((end) => end.destroy()));
            }
            plain.pipe(secured).pipe(plain);
        });
        await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
        const unsecured = new grpc.Client(`127.0.0.1:${proxy.address().port}`, grpc.credentials.createInsecure());
        try {
            const response = await call(unsecured, 'Evaluate', evaluateRequest(await newProposal({ args: ['echo', 'through'] })), 5000);
            assert.equal(text(response.getResult().getPayload_asU8()), 'through');
        } finally {
            unsecured.close();
            open.forEach((socket) => socket.destroy());
            proxy.close();
        }
    });
});
