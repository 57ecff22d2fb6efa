import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newGateway } from './support/connection.mjs';
import { fails, local } from './support/errors.mjs';
import { json, text, uniqueKey } from './support/names.mjs';

describe('state', () => {
    let connection;
    let contract;
    before(() => {
        connection = newGateway();
        contract = connection.contract;
    });
    after(() => connection.close());

    const values = (items) => items.map(({ value }) => value).join('');

    it('is scanned in key order, start included, end excluded', async () => {
        const base = uniqueKey('scan');
        await Promise.all([...'dbeac'].map((letter) => contract.submitTransaction('put', `${base}-${letter}`, letter)));
        const range = async (start, end) => values(json(await contract.evaluateTransaction('range', start, end)));
        assert.equal(await range(`${base}-`, `${base}-~`), 'abcde');
        assert.equal(await range(`${base}-b`, `${base}-d`), 'bc');
        assert.equal(await range(`${base}-d`, `${base}-b`), '');
        assert.equal(await range(`${base}-x`, `${base}-~`), '');

        const page = async (size, bookmark) => json(await contract.evaluateTransaction('rangePage', `${base}-`, `${base}-~`, String(size), bookmark));
        const first = await page(2, '');
        assert.deepEqual([values(first.items), first.bookmark, first.fetched], ['ab', `${base}-c`, 2]);
        const second = await page(3, first.bookmark);
        assert.deepEqual([values(second.items), second.bookmark, second.fetched], ['cde', '', 3]);
        const whole = await page(100, '');
        assert.deepEqual([values(whole.items), whole.bookmark, whole.fetched], ['abcde', '', 5]);
    });

    it('with composite keys is scanned by its first attributes, apart from plain keys', async () => {
        const type = uniqueKey('type');
        for (const [attribute, value] of [['x', '1'], ['xy', '2'], ['a', '3']]) {
            await contract.submitTransaction('putComposite', type, attribute, value);
        }
        assert.equal(values(json(await contract.evaluateTransaction('scanComposite', type, ''))), '312');
        assert.deepEqual(json(await contract.evaluateTransaction('scanComposite', type, 'x')), [{ key: `|${type}|x|`, value: '1' }]);
        assert.ok(json(await contract.evaluateTransaction('range', '', '')).every(({ key }) => !key.startsWith('|')));
    });

    it('holds no empty value: putting one deletes', async () => {
        const key = uniqueKey();
        await contract.submitTransaction('put', key, 'v');
        await contract.submitTransaction('put', key, '');
        await fails(() => contract.evaluateTransaction('get', key), { code: 'UNKNOWN', details: [local(`chaincode response 500, NOT_FOUND: ${key}`)] });
        assert.deepEqual(json(await contract.evaluateTransaction('range', key, `${key}~`)), []);
        assert.deepEqual(json(await contract.evaluateTransaction('history', key)).map(({ deleted }) => deleted), [true, false]);
    });

    it('takes keys in any script', async () => {
        const key = `${uniqueKey()}-日本-ü-😀`;
        await contract.submitTransaction('put', key, 'v');
        assert.equal(text(await contract.evaluateTransaction('get', key)), 'v');
    });

    for (const [what, args, message] of [
        ['an empty key', ['put', '', 'v'], 'key must not be an empty string'],
        ['an empty event name', ['event', '', 'v'], 'event name can not be empty string'],
    ]) {
        it(`refuses ${what}`, async () => {
            await fails(() => contract.evaluateTransaction(...args), { code: 'UNKNOWN', details: [local(`chaincode response 500, ${message}`)] });
        });
    }
});
