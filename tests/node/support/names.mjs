import { randomBytes } from 'node:crypto';

/** A key that no other run has used: the ledger under test is not a fresh one. */
export const uniqueKey = (name = 'k') => `${name}-${randomBytes(6).toString('hex')}`;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of a transaction's result. */
export const text = (bytes) => decoder.decode(bytes);

export const json = (bytes) => JSON.parse(text(bytes));
