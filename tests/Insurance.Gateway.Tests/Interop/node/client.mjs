// Calls a gateway: node client.mjs <host:port> <folder of certificates and descriptors> <case>. Exits with 0 when the case went as it should.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [address, folder, name] = process.argv.slice(2);
const MANY = 500;
const file = (part) => fs.readFileSync(path.join(folder, part));
const protos = path.join(import.meta.dirname, '../../../../protos');
const api = grpc.loadPackageDefinition(loader.loadSync(
  ['policies', 'quotes', 'claims', 'events'].map((part) => `insurance/v1/${part}.proto`),
  { includeDirs: [protos], longs: String, enums: String, defaults: true })).insurance.v1;
const credentials = name === 'unauthenticated'
  ? grpc.credentials.createSsl(file('ca.pem'))
  : grpc.credentials.createSsl(file('ca.pem'), file('caller.key'), file('caller.pem'));
const options = {
  'grpc.max_send_message_length': -1,
  ...(name === 'gzip' ? { 'grpc.default_compression_algorithm': 2 } : {}),
};
const client = (service) => new api[service](address, credentials, options);
const inOneMinute = () => ({ deadline: Date.now() + 60_000 });

function unary(service, method, request, metadata = new grpc.Metadata(), calling = inOneMinute()) {
  return new Promise((resolve, reject) => client(service)[method](request, metadata, calling, (error, reply) => (error ? reject(error) : resolve(reply))));
}

const raw = (method, calling = inOneMinute()) => new Promise((resolve, reject) => {
  const bytes = (value) => value;
  new grpc.Client(address, credentials).makeUnaryRequest(method, bytes, bytes, Buffer.alloc(0), calling, (error, reply) => (error ? reject(error) : resolve(reply)));
});
const failure = (promise) => promise.then(() => assert.fail('the call succeeded'), (error) => error);
const ended = (call) => new Promise((resolve, reject) => call.on('end', resolve).on('error', reject));

// google.rpc.Status of the trailer: texts are in it as they are, whatever decodes it.
const details = (error) => {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  assert.ok(Buffer.isBuffer(bytes), 'the error has no details');
  return bytes.toString('utf8');
};

const cases = {
  async answer() {
    const policy = await unary('Policies', 'getPolicy', { policyId: 'p-1' });
    assert.deepEqual([policy.policyId, policy.holderId], ['p-1', 'größer 保险']);
    assert.deepEqual(policy.premium.gross, { minorUnits: '9007199254740993', currency: 'DKK' });
  },
  async gzip() {
    assert.equal((await unary('Policies', 'getPolicy', { policyId: 'p'.repeat(100) })).policyId, 'p'.repeat(100));
  },
  async refusal() {
    const error = await failure(unary('Quotes', 'requestQuote', { requestId: 'r' }));
    assert.match(error.details, /größer als 100%/);
    for (const part of ['LIMIT_EXCEEDED', 'insurance.v1', 'coverages[1].sumInsured', 'REQUIRED']) assert.ok(details(error).includes(part), part);
  },
  async 'too-large'() {
    const error = await failure(unary('Quotes', 'requestQuote', { requestId: 'r'.repeat(1_000_000) }));
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
    assert.ok(details(error).includes('INPUT_TOO_LARGE'));
  },
  async unauthenticated() {
    const error = await failure(unary('Policies', 'getPolicy', { policyId: 'p-1' }));
    assert.equal(error.code, grpc.status.UNAUTHENTICATED);
    assert.ok(details(error).includes('CERTIFICATE_MISSING'));
  },
  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('x-text', 'some text');
    metadata.set('x-data-bin', Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
    assert.equal((await unary('Policies', 'getPolicy', { policyId: 'p-2' }, metadata)).policyId, 'p-2');
  },
  async deadline() {
    const error = await failure(unary('Claims', 'listClaims', {}, undefined, { deadline: Date.now() + 1_000 }));
    assert.equal(error.code, grpc.status.DEADLINE_EXCEEDED);
  },
  async stream() {
    const call = client('Events').subscribe({ startBlock: '0' }, inOneMinute());
    let next = 0;
    call.on('data', (event) => {
      assert.deepEqual([event.transactionId, event.blockNumber], [`t${next}`, `${next}`]);
      if (++next === MANY) call.cancel();
    });
    assert.equal((await failure(ended(call))).code, grpc.status.CANCELLED);
    assert.equal(next, MANY);
  },
  async cancel() {
    const call = client('Events').subscribe({ startBlock: '0' }, inOneMinute());
    call.on('data', () => call.cancel());
    assert.equal((await failure(ended(call))).code, grpc.status.CANCELLED);
    assert.equal((await unary('Policies', 'getPolicy', { policyId: 'p-3' })).policyId, 'p-3');
  },
  async unimplemented() {
    const error = await failure(raw('/insurance.v1.Policies/Burn'));
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
    assert.ok(details(error).includes('METHOD_UNKNOWN'));
  },
  async 'unknown-service'() {
    assert.equal((await failure(raw('/other.v1.Nowhere/Unary'))).code, grpc.status.UNIMPLEMENTED);
  },
  async health() {
    // HealthCheckResponse { status: SERVING }
    assert.deepEqual([...await raw('/grpc.health.v1.Health/Check')], [8, 1]);
  },
};

await cases[name]();
process.exit(0);
