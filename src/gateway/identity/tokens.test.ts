import { afterEach, describe, expect, test } from 'vitest';
import type { Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createIdentity } from './tokens.ts';

const opened: Storage[] = [];
afterEach(async () => {
  for (const storage of opened.splice(0)) await storage.close();
});

/** An identity on a database in memory, whose time stands until it is moved; `lookUps` counts the questions to the database. */
async function identityAt(start = 1_000) {
  const clock = { now: start };
  const storage = await openStorage({
    url: 'sqlite::memory:',
    logger: createLogger({ level: 'silent' }),
    now: () => clock.now,
  });
  opened.push(storage);
  const counts = { lookUps: 0 };
  const counted: Storage = {
    ...storage,
    tokens: {
      ...storage.tokens,
      byHash: (hash) => {
        counts.lookUps += 1;
        return storage.tokens.byHash(hash);
      },
    },
  };
  const identity = await createIdentity(counted, () => clock.now);
  const { create, revoke } = identity.tokens;
  const authenticate = async (token: string | undefined) => identity.authenticate(token);
  return { identity, clock, counts, storage, create, revoke, authenticate };
}

const unauthenticated = expect.objectContaining({ code: 'not_authenticated' });

test('the owner’s token is the owner, is never stored, and is another at every start', async () => {
  const { identity, authenticate, storage } = await identityAt();
  expect(await authenticate(identity.ownerToken)).toMatchObject({ isOwner: true, tenantKey: 'local' });
  expect((await storage.tokens.list(undefined, { limit: 10 })).items).toEqual([]);
  expect((await createIdentity(storage, () => 0)).ownerToken).not.toBe(identity.ownerToken);
});

test('a token is its tenant, with the scopes it was given', async () => {
  const { create, authenticate } = await identityAt();
  const all = await create({ tenant: 'acme' });
  const few = await create({ tenant: 'acme', scopes: ['actions:read'], name: 'reader' });
  const caller = await authenticate(few.token);
  expect(caller).toMatchObject({ tenantKey: 'acme', isOwner: false, tokenId: few.id });
  expect([...caller.scopes]).toEqual(['actions:read']);
  expect((await authenticate(all.token)).tenantId).toBe(caller.tenantId);
  expect((await authenticate((await create({ tenant: 'other' })).token)).tenantId).not.toBe(caller.tenantId);
});

test('a token has the prefix that clients and secret scanners know, and only its hash is stored', async () => {
  const { create, storage } = await identityAt();
  const { token } = await create({ tenant: 'acme' });
  expect(token).toMatch(/^pat-[\w-]{43}$/);
  expect(JSON.stringify(await storage.tokens.list(undefined, { limit: 10 }))).not.toContain(token);
});

describe('nobody is', () => {
  test.each([undefined, '', 'pat-', 'pat-unknown', 'x'.repeat(100_000)])('%s', async (token) => {
    const { authenticate } = await identityAt();
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  test('a token that has expired, also when it was used before', async () => {
    const { create, authenticate, clock } = await identityAt();
    const { token, expiresAt } = await create({ tenant: 'acme', expiresInMs: 500 });
    expect(expiresAt).toBe(new Date(1_500).toISOString());
    clock.now = 1_499;
    await authenticate(token);
    clock.now = 1_500;
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  test('a token that was revoked, from the next request on', async () => {
    const { create, revoke, authenticate } = await identityAt();
    const { token, id } = await create({ tenant: 'acme' });
    await authenticate(token);
    await revoke(id);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  test('a token that is revoked while it is looked up', async () => {
    const { identity, create, revoke, authenticate } = await identityAt();
    const { token, id } = await create({ tenant: 'acme' });
    const slow = identity.authenticate(token);
    await revoke(id);
    await Promise.resolve(slow).catch(() => undefined);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });
});

test('a token is looked up once, and a wrong one every time', async () => {
  const { create, authenticate, counts } = await identityAt();
  const { token } = await create({ tenant: 'acme' });
  for (let request = 0; request < 5; request++) await authenticate(token);
  expect(counts.lookUps).toBe(1);
  for (let request = 0; request < 2; request++) await authenticate('pat-wrong').catch(() => undefined);
  expect(counts.lookUps).toBe(3);
});

test('a token that is not there, or was revoked, cannot be revoked', async () => {
  const { create, revoke } = await identityAt();
  const { id } = await create({ tenant: 'acme' });
  await revoke(id);
  await expect(revoke(id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(revoke('tok_none')).rejects.toMatchObject({ code: 'not_found' });
});

test('tokens are listed with their tenants and without themselves', async () => {
  const { create, identity } = await identityAt();
  const { token } = await create({ tenant: 'acme', name: 'build server' });
  const { items } = await identity.tokens.list({ limit: 10 });
  expect(items).toEqual([expect.objectContaining({ tenantKey: 'acme', name: 'build server' })]);
  expect(JSON.stringify(items)).not.toContain(token);
});
