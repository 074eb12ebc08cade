import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openStorage } from '../storage/storage.ts';
import { rotate } from './rotation.ts';
import { openVault } from './vault.ts';

const root = mkdtempSync(join(tmpdir(), 'porin-secrets-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const newKey = () => randomBytes(32).toString('base64');
const open = (key = newKey(), previousKeys: string[] = []) => openVault({ dataDir: '/nowhere', key, previousKeys });
const owner = { ownerId: 'ws_1', version: 1 };
const internal = expect.objectContaining({ code: 'internal' });

test("an owner's secret is opened as it was sealed, and shows itself nowhere", async () => {
  const vault = await open();
  const sealed = vault.sealSecret(owner, { secret: 'wss_live_123', empty: '' });
  expect(sealed).toMatchObject({ ...owner, keyId: vault.activeKeyId });
  const opened = vault.openSecret(JSON.parse(JSON.stringify(sealed)));
  expect(opened['secret']?.reveal()).toBe('wss_live_123');
  expect(opened['empty']?.reveal()).toBe('');
  expect(`${JSON.stringify(sealed)}${inspect(opened)}`).not.toContain('wss_live');
});

test.each([
  ['owner', { ownerId: 'ws_2' }],
  ['version', { version: 2 }],
])('a secret moved to another %s does not open and is not re-wrapped', async (_name, moved) => {
  const vault = await open();
  const sealed = { ...vault.sealSecret(owner, { secret: 's' }), ...moved };
  expect(() => vault.openSecret(sealed)).toThrow(internal);
  expect(() => vault.rewrapSecret(sealed)).toThrow(internal);
});

test('a renamed field, or one of another row, does not open', async () => {
  const vault = await open();
  const sealed = vault.sealSecret(owner, { secret: 's' });
  const { secret = '' } = sealed.fields;
  expect(() => vault.openSecret({ ...sealed, fields: { other: secret } })).toThrow("field 'other' of ws_1");
  const { fields } = vault.sealSecret(owner, { secret: 's' });
  expect(() => vault.openSecret({ ...sealed, fields })).toThrow(internal);
});

test('credentials do not open as a secret, nor a secret as credentials, whatever their ids are', async () => {
  const vault = await open();
  const secret = vault.sealSecret(owner, { a: 'b' });
  const credentials = vault.seal({ tenantId: '', connectionId: 'ws_1', version: 1 }, { a: 'b' });
  expect(() => vault.openSecret({ ...credentials, ownerId: 'ws_1' })).toThrow(internal);
  expect(() => vault.open({ ...secret, tenantId: '', connectionId: 'ws_1' })).toThrow(internal);
});

test('a re-wrapped secret needs only the current key, and a missing key is named', async () => {
  const [first, second] = [newKey(), newKey()];
  const sealed = (await open(first)).sealSecret(owner, { secret: 's' });
  const rewrapped = (await open(second, [first])).rewrapSecret(sealed);
  expect(rewrapped).toMatchObject({ ...owner, fields: sealed.fields });
  expect((await open(second)).openSecret(rewrapped)['secret']?.reveal()).toBe('s');
  const other = await open();
  expect(() => other.openSecret(sealed)).toThrow(sealed.keyId);
});

test('a rotation moves secrets too, and keeps the old key for one that cannot be moved', async () => {
  const dataDir = join(root, 'rotated');
  const keys = () => Object.keys(JSON.parse(readFileSync(join(dataDir, 'vault.key'), 'utf8')).keys);
  const vault = await openVault({ dataDir });
  const storage = await openStorage({ url: 'sqlite::memory:' });
  const { credentials, secrets } = storage;
  const turn = () => rotate({ vault, credentials, secrets, keyStore: vault.keyStore, settleMs: 1 });
  const owners = Array.from({ length: 700 }, (_, n) => `int_${n}`);
  for (const ownerId of owners) await secrets.put(ownerId, vault.sealSecret({ ownerId, version: 1 }, { id: ownerId }));
  expect(await turn()).toEqual({ keyId: vault.activeKeyId, rewrapped: 700 });
  expect(keys()).toEqual([vault.activeKeyId]);
  const fresh = await openVault({ dataDir, neededKeys: await secrets.keyIds() });
  for (const ownerId of owners) {
    const sealed = await secrets.get(ownerId);
    expect(sealed && fresh.openSecret(sealed)['id']?.reveal()).toBe(ownerId);
  }
  await secrets.put('ws_1', { ...vault.sealSecret(owner, { secret: 's' }), wrappedKey: 'AAAA' });
  await expect(turn()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('ws_1'),
    details: { connectionIds: [], ownerIds: ['ws_1'], rewrapped: 700 },
  });
  expect(keys()).toHaveLength(2);
  await secrets.put('ws_1', null);
  await turn();
  expect(keys()).toEqual([vault.activeKeyId]);
  await storage.close();
});
