// Submits transactions with the official client as its documentation does, for tests/bench: one connection, kept.
// Standard input: one line of JSON says where to connect, each further line is a load; a line of JSON answers each.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';

function open({ endpoint, tlsRoot, mspId, certificate, key, channel, chaincode }) {
    const client = new grpc.Client(endpoint, grpc.credentials.createSsl(readFileSync(tlsRoot)));
    const gateway = connect({
        client,
        identity: { mspId, credentials: readFileSync(certificate) },
        signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(key))),
        hash: hash.sha256,
        evaluateOptions: () => ({ deadline: Date.now() + 5_000 }),
        endorseOptions: () => ({ deadline: Date.now() + 15_000 }),
        submitOptions: () => ({ deadline: Date.now() + 5_000 }),
        commitStatusOptions: () => ({ deadline: Date.now() + 60_000 }),
    });
    return {
        contract: gateway.getNetwork(channel).getContract(chaincode),
        close() {
            gateway.close();
            client.close();
        },
    };
}

/** The argument is a template: every # becomes the number of the call. */
async function run(contract, { transaction, argument, calls, inFlight }) {
    const latencies = [];
    let [next, failures, firstFailure] = [0, 0, null];
    async function work() {
        while (next < calls) {
            const number = next++;
            const started = performance.now();
            try {
                await contract.submitTransaction(transaction, argument.replaceAll('#', number));
                latencies.push(performance.now() - started);
            } catch (error) {
                failures++;
                firstFailure ??= [error.message, ...(error.details ?? []).map((detail) => detail.message)].join(': ');
            }
        }
    }
    const started = performance.now();
    await Promise.all(Array.from({ length: inFlight }, work));
    return { seconds: (performance.now() - started) / 1000, latencies, failures, firstFailure };
}

let connection;
for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    let answer = {};
    if (connection) {
        answer = await run(connection.contract, message);
    } else {
        connection = open(message);
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
connection?.close();
