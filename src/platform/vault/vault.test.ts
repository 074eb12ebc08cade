import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import { associatedData } from './sealing.ts';
import { openVault } from './vault.ts';

const newKey = () => randomBytes(32).toString('base64');
const open = (key = newKey(), previousKeys: string[] = []) => openVault({ dataDir: '/nowhere', key, previousKeys });
const owner = { tenantId: 'ten_1', connectionId: 'con_1', version: 1 };
const secrets = { apiKey: 'sk_live_123', password: 'pässwörd 🔑', empty: '' };

const revealed = (fields: Readonly<Record<string, { reveal(): string }>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, secret]) => [name, secret.reveal()]));

function flipped(base64: string, bit: number): string {
  const bytes = Buffer.from(base64, 'base64');
  const index = bit >> 3;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString('base64');
}

test('what was sealed is opened, and shows itself nowhere', async () => {
  const vault = await open();
  const sealed = vault.seal(owner, secrets);
  expect(sealed).toMatchObject({ ...owner, keyId: vault.activeKeyId });
  expect(JSON.stringify(sealed)).not.toContain('sk_live');
  const opened = vault.open(sealed);
  expect(revealed(opened)).toEqual(secrets);
  expect(revealed(vault.open(sealed))).toEqual(secrets);
  expect(`${JSON.stringify(opened)}${inspect(opened)}${opened['apiKey']}`).not.toContain('sk_live');
});

test('any fields survive sealing, storing as JSON and opening', async () => {
  const vault = await open();
  const field = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(fc.dictionary(field, field), (fields) => {
      const stored: SealedCredentials = JSON.parse(JSON.stringify(vault.seal(owner, fields)));
      expect(revealed(vault.open(stored))).toEqual({ ...fields });
    }),
    { numRuns: 200 },
  );
});

test('a field named __proto__ is a field like any other', async () => {
  const vault = await open();
  const fields = JSON.parse('{"__proto__":"sk_live_1"}');
  expect(Object.entries(revealed(vault.open(vault.seal(owner, fields))))).toEqual([['__proto__', 'sk_live_1']]);
});

test('sealing the same value twice gives nothing in common', async () => {
  const vault = await open();
  const [a, b] = [vault.seal(owner, secrets), vault.seal(owner, secrets)];
  expect(a.wrappedKey).not.toBe(b.wrappedKey);
  expect(a.fields['apiKey']).not.toBe(b.fields['apiKey']);
});

test.each([
  ['tenant', { tenantId: 'ten_2' }],
  ['connection', { connectionId: 'con_2' }],
  ['version', { version: 2 }],
])('credentials moved to another %s do not open', async (_name, moved) => {
  const vault = await open();
  const sealed = { ...vault.seal(owner, secrets), ...moved };
  expect(() => vault.open(sealed)).toThrow(expect.objectContaining({ code: 'internal' }));
  expect(() => vault.rewrap(sealed)).toThrow(expect.objectContaining({ code: 'internal' }));
});

test('fields swapped within a row, or taken from another row with its key, do not open', async () => {
  const vault = await open();
  const sealed = vault.seal(owner, secrets);
  const { apiKey = '', password = '' } = sealed.fields;
  expect(() => vault.open({ ...sealed, fields: { apiKey: password, password: apiKey } })).toThrow(
    expect.objectContaining({ code: 'internal' }),
  );
  expect(() => vault.open({ ...sealed, fields: { renamed: apiKey } })).toThrow(/field 'renamed'/);
  const other = vault.seal({ ...owner, connectionId: 'con_2' }, secrets);
  expect(() => vault.open({ ...sealed, wrappedKey: other.wrappedKey, fields: other.fields })).toThrow(/data key/);
  expect(() => vault.open({ ...sealed, fields: other.fields })).toThrow(/field 'apiKey'/);
});

test('one flipped bit anywhere keeps it closed', async () => {
  const vault = await open();
  const sealed = vault.seal(owner, { apiKey: 'sk_live_123' });
  const { apiKey = '' } = sealed.fields;
  for (let bit = 0; bit < Buffer.from(apiKey, 'base64').length * 8; bit++) {
    expect(() => vault.open({ ...sealed, fields: { apiKey: flipped(apiKey, bit) } })).toThrow(/changed/);
  }
  for (let bit = 0; bit < Buffer.from(sealed.wrappedKey, 'base64').length * 8; bit++) {
    expect(() => vault.open({ ...sealed, wrappedKey: flipped(sealed.wrappedKey, bit) })).toThrow(/changed/);
  }
});

test('a value cut at any length stays closed', async () => {
  const vault = await open();
  const sealed = vault.seal(owner, { apiKey: 'sk_live_123' });
  const bytes = Buffer.from(sealed.fields['apiKey'] ?? '', 'base64');
  for (let length = 0; length < bytes.length; length++) {
    const apiKey = bytes.subarray(0, length).toString('base64');
    expect(() => vault.open({ ...sealed, fields: { apiKey } })).toThrow(/changed/);
    expect(() => vault.open({ ...sealed, wrappedKey: apiKey })).toThrow(/changed/);
  }
});

test('a missing master key is named, and another key under its name does not open', async () => {
  const sealed = (await open()).seal(owner, secrets);
  const other = await open();
  expect(() => other.open(sealed)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(sealed.keyId) }),
  );
  expect(() => other.open({ ...sealed, keyId: other.activeKeyId })).toThrow(
    expect.objectContaining({ code: 'internal' }),
  );
});

test('an error names the connection and never a secret', async () => {
  const vault = await open();
  const sealed = vault.seal(owner, secrets);
  const error = (() => {
    try {
      return vault.open({ ...sealed, connectionId: 'con_2' });
    } catch (reason) {
      return reason;
    }
  })();
  expect(inspect(error, { depth: 10 })).toContain('con_2');
  expect(inspect(error, { depth: 10 })).not.toContain('sk_live');
});

test('a previous key opens, and a re-wrapping needs only the current one', async () => {
  const [first, second] = [newKey(), newKey()];
  const sealed = (await open(first)).seal(owner, secrets);
  const both = await open(second, [first]);
  expect(revealed(both.open(sealed))).toEqual(secrets);
  const rewrapped = both.rewrap(sealed);
  expect(rewrapped.fields).toEqual(sealed.fields);
  expect(rewrapped.keyId).toBe(both.activeKeyId);
  expect(revealed((await open(second)).open(rewrapped))).toEqual(secrets);
});

test('the id tells keys apart', async () => {
  const key = newKey();
  expect((await open(key)).activeKeyId).toBe((await open(key)).activeKeyId);
  expect((await open(key)).activeKeyId).not.toBe((await open()).activeKeyId);
});

test('no two lists of texts give the same associated data', () => {
  const texts = fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 });
  fc.assert(
    fc.property(
      texts,
      texts,
      (a, b) => JSON.stringify(a) === JSON.stringify(b) || !associatedData(...a).equals(associatedData(...b)),
    ),
  );
  expect(associatedData('ab', 'c')).not.toEqual(associatedData('a', 'bc'));
});

test.each([
  ['too short', randomBytes(31).toString('base64')],
  ['too long', randomBytes(33).toString('base64')],
  ['hex', randomBytes(32).toString('hex')],
  ['empty', ''],
  ['no base64', '!'.repeat(44)],
  ['all one byte', Buffer.alloc(32, 7).toString('base64')],
  ['readable', Buffer.from('correct horse battery staple 123').toString('base64')],
  ['a sequence', Buffer.from(Array.from({ length: 32 }, (_, n) => n + 100)).toString('base64')],
  [
    'a repetition',
    Buffer.concat([Buffer.alloc(16, 'abcdefghijklmno\0'), Buffer.alloc(16, 'abcdefghijklmno\0')]).toString('base64'),
  ],
])('a key that is %s is refused, with a way to make a good one and without the key', async (_name, key) => {
  const error = await open(key).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('PORIN_VAULT_KEY'),
    hint: 'Make a key with: openssl rand -base64 32',
  });
  if (key !== '') expect(inspect(error)).not.toContain(key);
});

test('a random key in base64 or base64url is accepted', async () => {
  for (let n = 0; n < 200; n++)
    await expect(open(randomBytes(32).toString(n % 2 ? 'base64' : 'base64url'))).resolves.toBeDefined();
});

test('a key that opens none of the stored credentials is refused, by name and without being shown', async () => {
  const [key, other] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const neededKeys = [(await openVault({ dataDir: '', key })).activeKeyId];
  const error = await openVault({ dataDir: '', key: other, neededKeys }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining(neededKeys[0] ?? '') });
  expect(inspect(error)).not.toContain(other.slice(0, 20));
  for (const options of [{ key }, { key: other, previousKeys: [key] }])
    await expect(openVault({ dataDir: '', ...options, neededKeys })).resolves.toBeDefined();
  await expect(openVault({ dataDir: '', key, neededKeys: [...neededKeys, 'mk_lost'] })).resolves.toBeDefined();
});
