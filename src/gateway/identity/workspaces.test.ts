import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvedRequest, issued } from '../../../test/durability/identity-rows.ts';
import type { AccessTokenRequest } from '../../kernel/ports/gateway-identity.ts';
import { type Caller, ordinaryScopes, type Scope } from '../../kernel/ports/identity.ts';
import { newAccessToken } from '../../kernel/unguessable.ts';
import { identityAt, startSeconds, type TestIdentity } from './identity.fixture.ts';

let one: TestIdentity;
beforeAll(async () => {
  one = await identityAt();
});
afterAll(() => one.close());

const denied = { code: 'access_denied' };
const callerWith = async (tenant: string, manager: boolean, scopes?: Scope[], expiresInMs?: number): Promise<Caller> =>
  one.authenticate((await one.create({ tenant, manager, scopes, expiresInMs })).token);

describe('the workspace', () => {
  test('has a secret of 256 bits, which lies sealed in the database', async () => {
    const secret = await one.secret();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const sealed = await one.storage.secrets.get((await one.storage.workspaces.get()).id);
    expect(sealed).toBeDefined();
    expect(JSON.stringify(sealed)).not.toContain(secret);
  });

  test('shows its secret to managers who may read secrets, and to nobody else', async () => {
    const all = await callerWith('m', true, ['actions:read', 'secrets:read']);
    const few = await callerWith('m', true);
    const tenant = await callerWith('t', false, ['actions:read', 'secrets:read']);
    const shown = async (caller: Caller) => (await one.identity.workspaces.list(caller))[0]?.secret;
    expect(await shown(one.owner)).toBe(await one.secret());
    expect(await shown(all)).toBe(await one.secret());
    expect([await shown(few), await shown(tenant)]).toEqual([undefined, undefined]);
    await expect(one.identity.workspaces.rotateSecret(few, 'default')).rejects.toMatchObject(denied);
    const keys = { publicKeys: [] };
    await expect(one.identity.workspaces.patch(few, 'default', keys)).rejects.toMatchObject(denied);
    await expect(one.identity.workspaces.patch(few, 'default', { jwksUri: null })).rejects.toMatchObject(denied);
  });

  test('is found by id and key alone', async () => {
    const { id } = await one.identity.workspaces.get(one.owner, 'default');
    expect((await one.identity.workspaces.get(one.owner, id)).key).toBe('default');
    await expect(one.identity.workspaces.get(one.owner, 'other')).rejects.toMatchObject({ code: 'not_found' });
    await expect(one.identity.workspaces.settings('other')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('public keys', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const patch = (publicKeys: { name: string; publicKey: string }[]) =>
    one.identity.workspaces.patch(one.owner, 'default', { publicKeys });

  test('are kept by name, with the time at which each was added', async () => {
    const [before] = (await patch([{ name: 'a', publicKey: pem }])).publicKeys;
    one.clock.now += 1_000;
    const after = await patch([
      { name: 'a', publicKey: `\n${pem}\n` },
      { name: 'b', publicKey: JSON.stringify({ ...pair.publicKey.export({ format: 'jwk' }), extra: 1 }) },
    ]);
    expect(after.publicKeys[0]).toEqual(before);
    expect(after.publicKeys[1]?.createdAt).not.toBe(before?.createdAt);
    expect(after.publicKeys[1]?.publicKey).not.toContain('extra');
    expect((await patch([])).publicKeys).toEqual([]);
  });

  test.each([
    ['text', 'hello', /neither PEM nor a JWK/],
    ['broken JSON', '{"kty"', /JSON is broken/],
    ['broken PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', /damaged/],
    ['a private PEM', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /private/],
    ['a private JWK', JSON.stringify(pair.privateKey.export({ format: 'jwk' })), /private/],
    ['a shared secret', '{"kty":"oct","k":"AAAA"}', /type RSA, EC or OKP/],
    ['a weak RSA key', weak.export({ type: 'spki', format: 'pem' }).toString(), /1024 bits/],
    ['a key for encryption', JSON.stringify({ ...pair.publicKey.export({ format: 'jwk' }), use: 'enc' }), /signatures/],
    [
      'a key for another algorithm',
      JSON.stringify({ ...pair.publicKey.export({ format: 'jwk' }), alg: 'HS256' }),
      /signs no/,
    ],
    [
      'a key exchange key',
      generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /signs no/,
    ],
  ])('%s is refused with the reason and without itself', async (_, publicKey, message) => {
    const error = await patch([{ name: 'a', publicKey }]).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringMatching(message) });
    expect(error?.message).toContain('publicKeys.0.publicKey');
    expect(JSON.stringify([error?.message, error])).not.toContain(publicKey.slice(30, 60) || publicKey);
  });

  test('need names of their own', async () => {
    const twice = [
      { name: 'a', publicKey: pem },
      { name: 'a', publicKey: pem },
    ];
    await expect(patch(twice)).rejects.toMatchObject({ code: 'bad_request', message: expect.stringContaining("'a'") });
  });

  test.each([
    ['http://keys.test/jwks', /https/],
    ['https://user:pass@keys.test/jwks', /password/],
  ])('are not fetched from %s', async (jwksUri, message) => {
    const asked = one.identity.workspaces.patch(one.owner, 'default', { jwksUri });
    await expect(asked).rejects.toMatchObject({ code: 'bad_request', message: expect.stringMatching(message) });
  });

  test('have an address that can be removed, without touching the other settings', async () => {
    await patch([{ name: 'a', publicKey: pem }]);
    const jwksUri = 'https://keys.test/jwks';
    expect((await one.identity.workspaces.patch(one.owner, 'default', { jwksUri })).jwksUri).toBe(jwksUri);
    const after = await one.identity.workspaces.patch(one.owner, 'default', { jwksUri: null, name: 'Mine' });
    expect(after).toMatchObject({ name: 'Mine', publicKeys: [{ name: 'a' }] });
    expect(after.jwksUri).toBeUndefined();
  });
});

describe('a signed token', () => {
  const ask = async (caller: Caller, request: Partial<AccessTokenRequest> = {}) =>
    (await one.identity.workspaces.accessToken(caller, 'default', { expiresIn: 3_600, ...request })).token;
  const now = () => Math.floor(one.clock.now / 1000);

  test('of the owner acts for the owner’s tenant, for a tenant, or manages', async () => {
    expect(await one.authenticate(await ask(one.owner))).toMatchObject({ tenantKey: 'local', isManager: false });
    const acme = await one.authenticate(await ask(one.owner, { tenantKey: 'acme', name: 'Acme', fields: { a: 1 } }));
    expect(acme).toMatchObject({ tenantKey: 'acme', isManager: false, isOwner: false });
    expect(await one.storage.tenants.find('acme')).toMatchObject({ name: 'Acme', fields: { a: 1 } });
    const byId = await one.authenticate(await ask(one.owner, { tenantId: acme.tenantId, isAdmin: true }));
    expect(byId).toMatchObject({ tenantKey: 'acme', isManager: true });
    expect([...byId.scopes]).toContain('secrets:read');
  });

  test('ends when it was asked to, an hour later by itself', async () => {
    expect(decodeJwt(await ask(one.owner)).exp).toBe(now() + 3_600);
    expect(decodeJwt(await ask(one.owner, { expiresIn: 86_400 })).exp).toBe(now() + 86_400);
  });

  test('of a tenant is for itself alone, may do no more and lives no longer', async () => {
    const caller = await callerWith('self', false, ['actions:read'], 60_000);
    const token = await ask(caller, { expiresIn: 86_400, tenantKey: 'self' });
    expect(decodeJwt(token).exp).toBe(now() + 60);
    const again = await one.authenticate(token);
    expect(again).toMatchObject({ tenantId: caller.tenantId, isManager: false });
    expect([...again.scopes]).toEqual(['actions:read']);
    for (const more of [{ isAdmin: true }, { tenantKey: 'acme' }, { tenantId: 'ten_x' }, { name: 'x' }, { fields: {} }])
      await expect(ask(caller, more)).rejects.toMatchObject(denied);
    const lasting = await callerWith('self', false);
    expect(decodeJwt(await ask(lasting, { expiresIn: 86_400, name: 'x' })).exp).toBe(now() + 3_600);
  });

  test('of a manager with few scopes has few scopes', async () => {
    const few = await callerWith('m', true, ['actions:read']);
    const token = await one.authenticate(await ask(few, { isAdmin: true }));
    expect(token.isManager).toBe(true);
    expect([...token.scopes]).toEqual(['actions:read']);
  });

  test('ends with the stored token that it was made with, also when it made another one', async () => {
    const stored = await one.create({ tenant: 'minted' });
    const caller = await one.authenticate(stored.token);
    const token = await ask(caller);
    const second = await ask(await one.authenticate(token));
    for (const made of [token, second]) expect(await one.authenticate(made)).toMatchObject({ tokenId: stored.id });
    await one.revoke(stored.id);
    const refused = { code: 'not_authenticated', message: 'The token that this token was made with is revoked' };
    for (const made of [token, second]) await expect(one.authenticate(made)).rejects.toMatchObject(refused);
  });

  test('of a program outlives the refresh of its login, and ends with the login', async () => {
    const { grant, access } = await programLogin(one);
    const token = await ask(await one.authenticate(access));
    const [row] = (await one.storage.tokens.list(grant.tenantId, { limit: 1 })).items;
    await one.storage.tokens.revoke(row?.id ?? '', one.clock.now);
    await expect(one.authenticate(access)).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(await one.authenticate(token)).toMatchObject({ loginId: grant.id });
    await one.storage.grants.revoke(grant.id, one.clock.now);
    await expect(one.authenticate(token)).rejects.toMatchObject({
      message: 'The login that this token was made with is revoked',
    });
  });

  test.each<[Partial<AccessTokenRequest>, string]>([
    [{ tenantId: 'ten_unknown' }, 'not_found'],
    [{ tenantId: 'own', tenantKey: 'another' }, 'bad_request'],
    [{ tenantKey: 'old' }, 'bad_request'],
  ])('for %o is refused', async (request, code) => {
    await one.storage.tenants.ensure('old', one.clock.now);
    await one.identity.tenants.archive(one.owner, 'old');
    const own = request.tenantId === 'own' ? { tenantId: one.owner.tenantId } : {};
    await expect(ask(one.owner, { ...request, ...own })).rejects.toMatchObject({ code });
  });

  test('names its start and its workspace', async () => {
    one.clock.now = startSeconds * 1000;
    expect(decodeJwt(await ask(one.owner))).toMatchObject({ iat: startSeconds, workspaceKey: 'default' });
  });
});

/** A login of a program that was approved and redeemed. */
async function programLogin({ storage, clock }: TestIdentity) {
  const tenant = await storage.tenants.ensure('program', clock.now);
  const { request, grant } = await approvedRequest(storage, tenant.id);
  const { token, hash } = newAccessToken();
  const access = { hash, scopes: ordinaryScopes, createdAt: clock.now, expiresAt: null };
  await storage.oauthRequests.redeem(request.hash, issued(grant, { access }));
  return { grant, access: token };
}
