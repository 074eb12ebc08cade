import { expect, test } from 'vitest';
import { readQuery } from '../language/reading.ts';
import { readVectors } from '../language/vectors.ts';
import { asksToDestroy } from './destroying.ts';

const vectors = readVectors(new URL('../language/vectors.bin', import.meta.url));
const isWord = (word: string) => vectors.row(word) !== undefined;
const asks = (query: string) => asksToDestroy(readQuery(query, isWord, isWord));

test.each([
  ...[
    'delete the list',
    'get rid of a lead',
    'wipe the device',
    'fire Bob',
    'terminate the contract',
    'revoke the token',
  ],
  ...['uninstall the app', 'leave the group', 'clear the cache', 'void the invoice', 'unsend my message'],
  ...['cancel my order', 'block the number', 'merge two contacts', 'close the account', 'redact the name'],
  ...['how do I delete a list', 'can you fire him', 'could you revoke her access'],
])('%s asks to destroy', (query) => {
  expect(asks(query)).toBe(true);
});

test.each([
  ...['list the members', 'create an order', 'update the contact', 'orders', 'release notes', ''],
  ...['who unsubscribed', 'who left', 'which orders were cancelled', 'did anyone leave'],
  ...['do not delete the room', 'list contacts, do not delete them', 'undo a deletion', 'restore a deleted contact'],
  ...['list deleted users', 'people who unsubscribed', 'people who did not buy anything'],
  ...['how many contacts were deleted', 'how many people left', 'list, cancel my order? who left'],
])('%j does not ask to destroy', (query) => {
  expect(asks(query)).toBe(false);
});
