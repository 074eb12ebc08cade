import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../kernel/digest.ts';
import { newAccessToken } from '../../kernel/unguessable.ts';
import { identityAt as bare, startSeconds, type TestIdentity } from './identity.fixture.ts';
import { createIdentity } from './identity.ts';

const opened: TestIdentity[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function identityAt(): Promise<TestIdentity> {
  const one = await bare();
  opened.push(one);
  return one;
}

const start = startSeconds * 1000;
const unauthenticated = expect.objectContaining({ code: 'not_authenticated' });

test('the owner’s token is the owner, is never stored, and is another at every start', async () => {
  const { identity, authenticate, storage, parts } = await identityAt();
  expect(await authenticate(identity.ownerToken)).toMatchObject({ isOwner: true, isManager: true, tenantKey: 'local' });
  expect((await storage.tokens.list(undefined, { limit: 10 })).items).toEqual([]);
  expect((await createIdentity(parts)).ownerToken).not.toBe(identity.ownerToken);
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
    expect(expiresAt).toBe(new Date(start + 500).toISOString());
    clock.now = start + 499;
    await authenticate(token);
    clock.now = start + 500;
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
  await authenticate(token);
  const before = counts.lookUps;
  for (let request = 0; request < 5; request++) await authenticate(token);
  expect(counts.lookUps).toBe(before);
  for (let request = 0; request < 2; request++) await authenticate('pat-wrong').catch(() => undefined);
  expect(counts.lookUps).toBe(before + 2);
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

test('a token has the ordinary scopes, unless others are named; a manager’s token manages', async () => {
  const { create, authenticate } = await identityAt();
  const plain = await create({ tenant: 'acme' });
  expect(plain).toMatchObject({ isManager: false, scopes: expect.not.arrayContaining(['secrets:read']) });
  const all = await create({ tenant: 'acme', scopes: ['actions:read', 'secrets:read'], manager: true });
  const caller = await authenticate(all.token);
  expect(caller).toMatchObject({ isManager: true, isOwner: false });
  expect([...caller.scopes]).toEqual(['actions:read', 'secrets:read']);
});

test('a manager makes no token that may do more than his own', async () => {
  const { create, authenticate } = await identityAt();
  const few = await authenticate((await create({ tenant: 'm', manager: true, scopes: ['actions:read'] })).token);
  expect((await create({ tenant: 'acme' }, few)).scopes).toEqual(['actions:read']);
  await expect(create({ tenant: 'acme', scopes: ['proxy'] }, few)).rejects.toMatchObject({ code: 'access_denied' });
});

describe('a token of a login', () => {
  async function granted(audience: string | null) {
    const one = await identityAt();
    const { tenantId, workspaceId } = one.owner;
    const grant = {
      id: 'gra_1',
      clientId: 'cli',
      label: 'codex',
      personId: null,
      tenantId,
      scopes: ['actions:read'] as const,
      isManager: false,
      resource: audience,
      createdAt: start,
      revokedAt: null,
    };
    const hash = digestOf('request');
    await one.storage.oauthRequests.insert({
      hash,
      clientId: 'cli',
      label: 'codex',
      redirectUri: 'http://127.0.0.1/done',
      state: null,
      scopes: ['actions:read'],
      wantsManager: false,
      tenantKey: null,
      resource: audience,
      codeChallenge: 'c'.repeat(43),
      ip: '127.0.0.1',
      userAgent: '',
      createdAt: start,
      expiresAt: start + 60_000,
      status: 'pending',
      codeHash: null,
      codeExpiresAt: null,
      wrongCodes: 0,
      grantId: null,
    });
    const codeHash = digestOf('code');
    await one.storage.oauthRequests.approve(hash, { codeHash, codeExpiresAt: start + 60_000, grant });
    const { token, hash: tokenHash } = newAccessToken();
    await one.storage.tokens.insert({
      id: 'tok_1',
      tenantId,
      hash: tokenHash,
      name: 'login',
      scopes: ['actions:read'],
      isManager: false,
      grantId: 'gra_1',
      audience,
      createdAt: start,
      expiresAt: start + 3_600_000,
      revokedAt: null,
    });
    return { ...one, token, workspaceId };
  }

  test('names the program, and ends with the login', async () => {
    const { authenticate, token, storage } = await granted(null);
    expect(await authenticate(token)).toMatchObject({ clientName: 'codex', expiresAt: start + 3_600_000 });
    expect(await authenticate(token, 'http://gateway.test/mcp')).toMatchObject({ tokenId: 'tok_1' });
    await storage.grants.revoke('gra_1', start);
    await expect(authenticate(token)).rejects.toEqual(unauthenticated);
  });

  test('is taken by the resource it was issued for, by what lies below it and by no other, however warm', async () => {
    const { authenticate, token } = await granted('http://gateway.test/mcp');
    const other = { code: 'not_authenticated', message: expect.stringContaining('another resource') };
    for (let round = 0; round < 2; round++) {
      await expect(authenticate(token)).rejects.toMatchObject(other);
      expect(await authenticate(token, 'http://gateway.test/mcp/')).toMatchObject({ tokenId: 'tok_1' });
      expect(await authenticate(token, 'http://gateway.test/mcp/x')).toMatchObject({ tokenId: 'tok_1' });
      await expect(authenticate(token, 'http://gateway.test/mcpx')).rejects.toMatchObject(other);
    }
  });

  test('for one address below a resource is not taken by the resource as a whole', async () => {
    const { authenticate, token } = await granted('http://gateway.test/mcp/x');
    const other = { code: 'not_authenticated', message: expect.stringContaining('another resource') };
    expect(await authenticate(token, 'http://gateway.test/mcp/x')).toMatchObject({ tokenId: 'tok_1' });
    await expect(authenticate(token, 'http://gateway.test/mcp')).rejects.toMatchObject(other);
    await expect(authenticate(token, 'http://gateway.test/mcp/y')).rejects.toMatchObject(other);
  });

  test('for the REST API needs no resource named', async () => {
    const { authenticate, token } = await granted('http://gateway.test/');
    expect(await authenticate(token)).toMatchObject({ tokenId: 'tok_1' });
  });
});
