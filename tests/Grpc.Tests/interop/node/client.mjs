// Calls the .NET server: node client.mjs <host:port> <case>. Exits with 0 when the case went as it should.
import assert from 'node:assert/strict';
import { Echo, Nowhere, details, grpc, unlimited } from './echo.mjs';

const [address, name] = process.argv.slice(2);
const compressed = name === 'gzip' ? { 'grpc.default_compression_algorithm': 2 } : {};
const credentials = grpc.credentials.createInsecure();
const client = new Echo(address, credentials, { ...unlimited, ...compressed });
const inOneMinute = () => ({ deadline: Date.now() + 60_000 });
const MANY = 10_000;

function unary(request, metadata = new grpc.Metadata(), options = inOneMinute(), stub = client, method = 'unary') {
  return new Promise((resolve, reject) => {
    const seen = {};
    const call = stub[method](request, metadata, options, (error, reply) => {
      // The status event follows the callback and brings the trailers.
      if (error) reject(error);
      else setImmediate(() => resolve({ reply, ...seen }));
    });
    call.on('metadata', (headers) => { seen.headers = headers; });
    call.on('status', (status) => { seen.trailers = status.metadata; });
  });
}

const failure = (promise) => promise.then(() => assert.fail('the call succeeded'), (error) => error);
const ended = (call) => new Promise((resolve, reject) => call.on('end', resolve).on('error', reject));

const cases = {
  async empty() {
    const { reply } = await unary({});
    assert.equal(reply.payload.length, 0);
    assert.equal(reply.index, 1);
  },
  async large() {
    const payload = Buffer.alloc(8 * 1024 * 1024, 7);
    const { reply } = await unary({ payload });
    assert.ok(payload.equals(reply.payload));
  },
  async gzip() {
    const payload = Buffer.alloc(100_000, 7);
    const { reply } = await unary({ payload });
    assert.ok(payload.equals(reply.payload));
  },
  async 'server-stream'() {
    const call = client.serverStream({ count: MANY }, inOneMinute());
    let next = 0;
    call.on('data', (reply) => assert.equal(reply.index, next++));
    await ended(call);
    assert.equal(next, MANY);
  },
  async 'client-stream'() {
    const reply = await new Promise((resolve, reject) => {
      const call = client.clientStream(inOneMinute(), (error, value) => (error ? reject(error) : resolve(value)));
      for (let i = 0; i < MANY; i++) call.write({ payload: Buffer.from('m' + i) });
      call.end();
    });
    assert.equal(reply.index, MANY);
    assert.equal(reply.payload.toString(), 'm9999');
  },
  async duplex() {
    const call = client.duplex(inOneMinute());
    let next = 0;
    call.on('data', (reply) => {
      assert.equal(reply.index, next);
      assert.equal(reply.payload.toString(), 'm' + next++);
    });
    for (let i = 0; i < MANY; i++) call.write({ payload: Buffer.from('m' + i) });
    call.end();
    await ended(call);
    assert.equal(next, MANY);
  },
  async cancel() {
    const metadata = new grpc.Metadata();
    metadata.set('call-id', 'node-cancel');
    const call = client.serverStream({ count: 1, action: 'wait' }, metadata);
    call.on('data', () => call.cancel());
    const error = await failure(ended(call));
    assert.equal(error.code, grpc.status.CANCELLED);
  },
  async deadline() {
    const metadata = new grpc.Metadata();
    metadata.set('call-id', 'node-deadline');
    const error = await failure(unary({ action: 'wait' }, metadata, { deadline: Date.now() + 500 }));
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async unimplemented() {
    const error = await failure(unary({}, undefined, undefined, client, 'missing'));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },
  async 'unknown-service'() {
    const error = await failure(unary({}, undefined, undefined, new Nowhere(address, credentials)));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
    assert.equal(error.details, 'Service is unimplemented.');
  },
  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.add('x-text', 'some text');
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    metadata.add('x-data-bin', bytes);
    const { headers, trailers } = await unary({ action: 'headers' }, metadata);
    assert.deepEqual(headers.get('early'), ['yes']);
    assert.deepEqual(headers.get('early-bin'), [Buffer.from([0, 255, 1])]);
    assert.deepEqual(trailers.get('x-text'), ['some text']);
    assert.deepEqual(trailers.get('x-data-bin'), [bytes]);
  },
  async 'status-details'() {
    const error = await failure(unary({ action: 'fail', code: 9, detail: 'größer als 100%', payload: details }));
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(error.details, 'größer als 100%');
    assert.deepEqual(error.metadata.get('grpc-status-details-bin'), [details]);
    assert.deepEqual(error.metadata.get('reason'), ['asked for']);
  },
};

await cases[name]();
client.close();
