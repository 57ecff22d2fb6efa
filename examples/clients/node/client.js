// Quotes, binds, claims and follows events: node client.js [state directory] [host:port] [name]. See ../README.md.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [home = '.insure', gateway = 'localhost:8441', name = 'node'] = process.argv.slice(2);
const insurer = 'AuroraMSP';

const api = grpc.loadPackageDefinition(loader.loadSync(
  ['products', 'parties', 'quotes', 'policies', 'claims', 'events'].map((part) => `insurance/v1/${part}.proto`),
  // 64-bit numbers as strings: they are larger than JavaScript's.
  { includeDirs: [path.join(__dirname, '../../../protos')], longs: String, enums: String })).insurance.v1;

const file = (...parts) => fs.readFileSync(path.join(home, ...parts));
const deadline = () => ({ deadline: Date.now() + 60_000 });

/** A client of a service that calls as one of the insurer's people. */
const client = (service, role) => new api[service](gateway, grpc.credentials.createSsl(
  file('organizations', insurer, 'ca', 'ca.crt'), file('callers', insurer, `${role}.key`), file('callers', insurer, `${role}.crt`)));

const call = (role, service, method, request) => new Promise((resolve, reject) => {
  const caller = client(service, role);
  caller[method](request, deadline(), (error, reply) => {
    caller.close();
    if (error) reject(error); else resolve(reply);
  });
});

const time = (text) => ({ seconds: String(Date.parse(text) / 1000) });
const euros = (amount) => ({ minorUnits: String(amount * 100), currency: 'EUR' });
const sha256 = (document) => crypto.createHash('sha256').update(document).digest('hex');

async function main() {
  // What is sold. Sent again, it is answered with its outcome.
  const product = JSON.parse(fs.readFileSync(path.join(__dirname, '../product.json'), 'utf8'));
  await call('underwriter', 'Products', 'publishProduct', product);

  await call('underwriter', 'Parties', 'registerParty', {
    requestId: `${name}-register`, partyId: `${name}-holder`, personalData: { fullName: 'Anna Holm' },
  });

  const quote = await call('underwriter', 'Quotes', 'requestQuote', {
    requestId: `${name}-ask`, quoteId: `${name}-quote`, holderId: `${name}-holder`,
    productId: product.product.productId, jurisdiction: 'DE',
    cover: { start: time('2026-01-01T00:00:00Z'), end: time('2036-01-01T00:00:00Z') },
    coverages: [{ coverageId: 'building', sumInsured: euros(400_000) }],
  });
  console.log(`quoted  ${quote.quoteId}: ${quote.premium.gross.minorUnits} ${quote.premium.gross.currency}`);

  let policy = await call('underwriter', 'Policies', 'bindPolicy', {
    requestId: `${name}-bind`, quoteId: quote.quoteId, policyId: `${name}-policy`,
  });
  console.log(`bound   ${policy.policyId}: ${policy.status}`);

  policy = await call('finance', 'Policies', 'recordPremiumPayment', {
    requestId: `${name}-pay`, policyId: policy.policyId, amount: quote.premium.gross, reference: 'transfer 1',
  });
  console.log(`paid    ${policy.policyId}: ${policy.status}`);

  const claim = await call('claims-handler', 'Claims', 'submitClaim', {
    requestId: `${name}-report`, claimId: `${name}-claim`, policyId: policy.policyId, lossId: 'fire of 10 February', cause: 'fire',
    occurredAt: time('2026-02-10T00:00:00Z'),
    losses: [{ coverageId: 'building', amount: euros(2_500) }],
    // The photo stays with the insurer; the ledger has its digest.
    evidence: [{ kind: 'photo', sha256: sha256(`photo of ${name}`) }],
  });
  console.log(`claimed ${claim.claimId}: ${claim.status}`);

  await follow(policy.policyId, claim.claimId);
}

/** From the first block until the claim is paid; a program that goes on keeps block and transaction of the last event that it handled. */
function follow(policyId, claimId) {
  const events = client('Events', 'underwriter').subscribe({ startBlock: '0', names: ['PolicyBound', 'ClaimPaid'] }, deadline());
  return new Promise((resolve, reject) => {
    let found = false;
    events.on('data', (event) => {
      const payload = JSON.parse(event.payloadJson);
      const record = event.name === 'ClaimPaid' ? payload.claimId : payload.policyId;
      if (!found && (record === policyId || record === claimId)) console.log(`event   ${event.name} ${record}`);
      if (record === claimId) {
        found = true;
        events.cancel();
      }
    });
    events.on('error', (error) => (found ? resolve() : reject(error)));
    events.on('end', () => (found ? resolve() : reject(new Error('the gateway ended the stream'))));
  });
}

main().then(() => process.exit(0), (error) => {
  console.error(error.details || error.message);
  process.exit(1);
});
