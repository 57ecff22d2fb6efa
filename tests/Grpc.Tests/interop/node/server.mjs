// Serves .NET clients: prints its port, and stops when its input ends.
import { EventEmitter, once } from 'node:events';
import { Echo, grpc, unlimited } from './echo.mjs';

const cancelled = new Set();
const changed = new EventEmitter();

function watch(call) {
  const [id] = call.metadata.get('call-id');
  call.on('cancelled', () => {
    cancelled.add(id);
    changed.emit('cancelled');
  });
}

function trailersFor(call) {
  const trailers = new grpc.Metadata();
  for (const key of Object.keys(call.metadata.getMap()).filter((name) => name.startsWith('x-'))) {
    call.metadata.get(key).forEach((value) => trailers.add(key, value));
  }
  return trailers;
}

function failureOf(request) {
  const metadata = new grpc.Metadata();
  metadata.set('reason', 'asked for');
  metadata.set('grpc-status-details-bin', request.payload);
  return { code: request.code, details: request.detail, metadata };
}

const service = {
  async unary(call, done) {
    watch(call);
    const { action, payload, detail } = call.request;
    if (action === 'wait') return;
    if (action === 'fail') return done(failureOf(call.request));
    if (action === 'was-cancelled') {
      while (!cancelled.has(detail)) await once(changed, 'cancelled');
    }
    if (action === 'headers') {
      const headers = new grpc.Metadata();
      headers.set('early', 'yes');
      headers.set('early-bin', Buffer.from([0, 255, 1]));
      call.sendMetadata(headers);
    }
    done(null, { payload, index: 1 }, trailersFor(call));
  },
  async serverStream(call) {
    watch(call);
    for (let i = 0; i < call.request.count; i++) {
      if (!call.write({ payload: call.request.payload, index: i })) await once(call, 'drain');
    }
    if (call.request.action === 'fail') call.emit('error', failureOf(call.request));
    else call.end();
  },
  clientStream(call, done) {
    watch(call);
    let count = 0;
    let last = Buffer.alloc(0);
    call.on('data', (request) => {
      count++;
      last = request.payload;
      if (request.action === 'fail') done(failureOf(request));
    });
    call.on('end', () => done(null, { payload: last, index: count }));
  },
  duplex(call) {
    watch(call);
    let index = 0;
    call.on('data', (request) => call.write({ payload: request.payload, index: index++ }));
    call.on('end', () => call.end());
  },
};

const compressed = process.argv[2] === 'gzip' ? { 'grpc.default_compression_algorithm': 2 } : {};
const server = new grpc.Server({ ...unlimited, ...compressed });
server.addService(Echo.service, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume().on('end', () => server.forceShutdown());
