import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newGateway, newSigner } from './support/connection.mjs';
import { failureOf } from './support/errors.mjs';
import { text, uniqueKey } from './support/names.mjs';
import { organizations, profile } from './support/profile.mjs';

/** A gateway that has an identity and no key: everything it sends was signed elsewhere. */
describe('offline signing', () => {
    const sign = newSigner(organizations[0].user);
    let offline;
    before(() => {
        offline = newGateway({ signer: undefined });
    });
    after(() => offline.close());

    async function signProposal(name, ...args) {
        const unsigned = offline.contract.newProposal(name, { arguments: args });
        return offline.gateway.newSignedProposal(unsigned.getBytes(), await sign(unsigned.getDigest()));
    }

    async function signTransaction(unsigned) {
        return offline.gateway.newSignedTransaction(unsigned.getBytes(), await sign(unsigned.getDigest()));
    }

    async function putWithEvent(payload) {
        const transaction = await signTransaction(await (await signProposal('putAndEvent', uniqueKey(), 'v', 'offline', payload)).endorse());
        const unsigned = await transaction.submit();
        const commit = offline.gateway.newSignedCommit(unsigned.getBytes(), await sign(unsigned.getDigest()));
        return commit.getStatus();
    }

    it('is refused by the client when nothing signs', async () => {
        await failureOf(() => offline.contract.evaluateTransaction('echo', 'a'));
    });

    it('evaluates a signed proposal', async () => {
        assert.equal(text(await (await signProposal('echo', 'a')).evaluate()), 'a');
    });

    it('endorses a signed proposal, submits a signed transaction, asks with a signed commit', async () => {
        const key = uniqueKey();
        const endorsed = await (await signProposal('put', key, 'v')).endorse();
        const transaction = await signTransaction(endorsed);
        assert.equal(transaction.getTransactionId(), endorsed.getTransactionId());
        assert.equal(text(transaction.getResult()), 'v');
        const unsigned = await transaction.submit();
        const commit = offline.gateway.newSignedCommit(unsigned.getBytes(), await sign(unsigned.getDigest()));
        const status = await commit.getStatus();
        assert.equal(status.successful, true);
        assert.equal(status.transactionId, endorsed.getTransactionId());
        assert.equal(text(await (await signProposal('get', key)).evaluate()), 'v');
    });

    it('opens chaincode events with a signed request', async () => {
        const { blockNumber } = await putWithEvent('chaincode events');
        const unsigned = offline.network.newChaincodeEventsRequest(profile.chaincode, { startBlock: blockNumber });
        const events = await offline.gateway.newSignedChaincodeEventsRequest(unsigned.getBytes(), await sign(unsigned.getDigest())).getEvents();
        try {
            for await (const event of events) {
                assert.equal(event.blockNumber, blockNumber);
                if (event.eventName === 'offline') {
                    assert.equal(text(event.payload), 'chaincode events');
                    break;
                }
            }
        } finally {
            events.close();
        }
    });

    for (const [name, request, open, number] of [
        ['blocks', 'newBlockEventsRequest', 'newSignedBlockEventsRequest', (block) => block.getHeader().getNumber()],
        ['filtered blocks', 'newFilteredBlockEventsRequest', 'newSignedFilteredBlockEventsRequest', (block) => block.getNumber()],
        ['blocks with private data', 'newBlockAndPrivateDataEventsRequest', 'newSignedBlockAndPrivateDataEventsRequest', (block) => block.getBlock().getHeader().getNumber()],
    ]) {
        it(`opens ${name} with a signed request`, async () => {
            const unsigned = offline.network[request]({ startBlock: 0n });
            const blocks = await offline.gateway[open](unsigned.getBytes(), await sign(unsigned.getDigest())).getEvents();
            try {
                for await (const block of blocks) {
                    assert.equal(number(block), 0);
                    break;
                }
            } finally {
                blocks.close();
            }
        });
    }
});
