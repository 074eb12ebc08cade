import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openStorage } from '../../platform/storage/storage.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { createSignatures } from './signatures.ts';

async function nodes() {
  const storage = await openStorage({ url: 'sqlite::memory:', now: Date.now });
  const vault = await openVault({ dataDir: '/nowhere', key: randomBytes(32).toString('base64') });
  return Promise.all([createSignatures(storage.secrets, vault), createSignatures(storage.secrets, vault)]);
}

test('any node knows what another one signed, for the same purpose alone', async () => {
  const [one, other] = await nodes();
  const signed = one.sign('cursor', 'größe\n1');
  expect(other.open('cursor', signed)).toBe('größe\n1');
  expect(other.open('state', signed)).toBeUndefined();
});

test('nothing that was changed, cut or made up is taken', async () => {
  const [one] = await nodes();
  const signed = one.sign('cursor', 'payload');
  const [body = '', mac = ''] = signed.split('.');
  const other = one.sign('cursor', 'other').split('.')[0];
  for (const text of [
    `${other}.${mac}`,
    `${body}.`,
    body,
    `${body}.${mac.slice(1)}`,
    '',
    '.',
    `${signed}x`,
    `${signed}.x`,
    'x'.repeat(20_000),
  ])
    expect([text.slice(0, 40), one.open('cursor', text)]).toEqual([text.slice(0, 40), undefined]);
});
