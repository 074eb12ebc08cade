import { generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, type KeyInput, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ordinaryScopes } from '../../kernel/ports/identity.ts';
import { identityAt, startSeconds, type TestIdentity } from './identity.fixture.ts';

let one: TestIdentity;
beforeAll(async () => {
  one = await identityAt();
});
beforeEach(() => {
  one.clock.now = startSeconds * 1000;
});
afterAll(() => one.close());

const exp = startSeconds + 3_600;
const refusal = (message: RegExp) => ({ code: 'not_authenticated', message: expect.stringMatching(message) });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Registers one public key, in place of all others. */
async function register(publicKey: string): Promise<void> {
  await one.identity.workspaces.patch(one.owner, 'default', { publicKeys: [{ name: 'main', publicKey }] });
}

function pem(key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

async function signedBy(key: KeyInput, alg: string, claims: JWTPayload, kid?: string): Promise<string> {
  const header = kid === undefined ? { alg } : { alg, kid };
  return new SignJWT({ workspaceKey: 'default', ...claims }).setProtectedHeader(header).sign(key);
}

describe('the workspace secret signs', () => {
  test.each(['HS256', 'HS384', 'HS512'])('%s', async (alg) => {
    const token = await one.sign({ workspaceKey: 'default', tenantKey: alg, exp }, { alg });
    expect(await one.authenticate(token)).toMatchObject({ tenantKey: alg, isOwner: false, isManager: false });
  });

  test.each<[string, JWTPayload, string]>([
    ['as the official SDK does', { iss: 'default', id: 'a' }, 'a'],
    ['as documented', { workspaceKey: 'default', tenantKey: 'b' }, 'b'],
    ['as older clients do', { workspaceKey: 'default', id: 'c' }, 'c'],
    ['with a subject', { iss: 'default', sub: 'd' }, 'd'],
    [
      'with several, of which the newest counts',
      { iss: 'x', workspaceKey: 'default', tenantKey: 'e', id: 'x', sub: 'y' },
      'e',
    ],
    ['with an id before a subject', { workspaceKey: 'default', id: 'f', sub: 'x' }, 'f'],
  ])('a tenant %s', async (_, claims, tenantKey) => {
    const caller = await one.authenticate(await one.sign({ ...claims, exp }));
    expect(caller).toMatchObject({ tenantKey, expiresAt: exp * 1000, isManager: false });
    expect([...caller.scopes]).toEqual(ordinaryScopes);
    expect(caller.tokenId).toBeUndefined();
  });

  test('a workspace by its id', async () => {
    const { id = '' } = (await one.identity.workspaces.list(one.owner))[0] ?? {};
    expect(await one.authenticate(await one.sign({ workspaceKey: id, id: 'a', exp }))).toMatchObject({
      tenantKey: 'a',
    });
  });

  test('a manager, of the owner’s tenant or of one it names, who may read secrets', async () => {
    const manager = await one.authenticate(await one.sign({ workspaceKey: 'default', isAdmin: true, exp }));
    expect(manager).toMatchObject({ tenantKey: 'local', isManager: true, isOwner: false });
    expect([...manager.scopes]).toEqual([...ordinaryScopes, 'secrets:read']);
    const other = await one.sign({ workspaceKey: 'default', isAdmin: true, tenantKey: 'acme', exp });
    expect(await one.authenticate(other)).toMatchObject({ tenantKey: 'acme', isManager: true });
  });

  test('a tenant’s token without an end, but no manager’s', async () => {
    const endless = await one.authenticate(await one.sign({ workspaceKey: 'default', id: 'a' }));
    expect(endless.expiresAt).toBeUndefined();
    await expect(one.authenticate(await one.sign({ workspaceKey: 'default', isAdmin: true }))).rejects.toMatchObject(
      refusal(/never expires/),
    );
  });

  test('fewer scopes, never more', async () => {
    const few = { workspaceKey: 'default', id: 'a', exp, scopes: ['actions:read', 'secrets:read', 'owner'] };
    expect([...(await one.authenticate(await one.sign(few))).scopes]).toEqual(['actions:read']);
    const none = await one.authenticate(await one.sign({ ...few, scopes: [] }));
    expect(none.scopes.size).toBe(0);
  });
});

describe('name and fields', () => {
  const of = async (key: string) => one.storage.tenants.find(key);
  const come = async (claims: JWTPayload) =>
    one.authenticate(await one.sign({ workspaceKey: 'default', exp, ...claims }));

  test('are stored when a tenant is first seen, and when they change', async () => {
    await come({ id: 'n1', name: 'One', fields: { plan: 'free' } });
    expect(await of('n1')).toMatchObject({ name: 'One', fields: { plan: 'free' } });
    await come({ id: 'n1', name: 'Two' });
    expect(await of('n1')).toMatchObject({ name: 'Two', fields: { plan: 'free' } });
    await come({ id: 'n1', fields: { plan: 'pro' } });
    expect(await of('n1')).toMatchObject({ name: 'Two', fields: { plan: 'pro' } });
  });

  test('of two tokens that differ do not take turns', async () => {
    const [a, b] = [
      await one.sign({ workspaceKey: 'default', exp, id: 'n2', name: 'A' }),
      await one.sign({ workspaceKey: 'default', exp, id: 'n2', name: 'B' }),
    ];
    for (const token of [a, b, a, b, a]) await one.authenticate(token);
    expect(await of('n2')).toMatchObject({ name: 'B' });
  });

  test('of a token that is refused change nothing', async () => {
    const token = await one.sign({ workspaceKey: 'default', exp, id: 'n3', name: 'Bad' }, { secret: 'x'.repeat(43) });
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/signature/));
    expect(await of('n3')).toBeUndefined();
  });
});

describe('refused is', () => {
  const bad: [string, () => Promise<string> | string, RegExp][] = [
    ['what is no token', () => 'a.b.c', /not a token/],
    ['two parts', () => `${part({ alg: 'HS256' })}.${part({})}`, /not a token/],
    ['a payload that is no object', () => `${part({ alg: 'HS256' })}.${part([])}.x`, /not a token/],
    ['a token that is too long', () => `${part({ alg: 'HS256' })}.${'x'.repeat(17_000)}.x`, /longer than/],
    ['alg none', () => `${part({ alg: 'none' })}.${part({ workspaceKey: 'default', id: 'a' })}.`, /algorithm/],
    ['alg None', () => `${part({ alg: 'None' })}.${part({ workspaceKey: 'default', id: 'a' })}.`, /algorithm/],
    ['an alg that is no text', () => `${part({ alg: ['HS256'] })}.${part({ workspaceKey: 'default' })}.x`, /algorithm/],
    ['another workspace', () => one.sign({ workspaceKey: 'other', id: 'a', exp }), /workspace that is not known/],
    ['no workspace', () => one.sign({ id: 'a', exp }), /names no workspace/],
    [
      'a workspace that is no text',
      () => one.sign({ workspaceKey: { key: 'default' }, iss: 'default', id: 'a' }),
      /not known/,
    ],
    ['another secret', () => one.sign({ iss: 'default', id: 'a', exp }, { secret: 'y'.repeat(43) }), /signature/],
    [
      'an empty secret',
      async () => {
        const token = await one.sign({ iss: 'default', id: 'a', exp });
        return token.slice(0, token.lastIndexOf('.') + 1);
      },
      /signature/,
    ],
    ['an expired one', () => one.sign({ iss: 'default', id: 'a', exp: startSeconds - 5 }), /expired/],
    [
      'one that is not yet valid',
      () => one.sign({ iss: 'default', id: 'a', exp, nbf: startSeconds + 6 }),
      /not yet valid/,
    ],
    ['no tenant', () => one.sign({ iss: 'default', exp }), /no tenant/],
    ['an empty tenant', () => one.sign({ iss: 'default', id: '', exp }), /claim id/],
    ['a long tenant', () => one.sign({ iss: 'default', id: 'x'.repeat(201), exp }), /claim id/],
    ['a tenant that is a number', () => one.sign({ iss: 'default', id: 7, exp }), /claim id/],
    [
      'an end that is a text',
      () => one.sign({ iss: 'default', id: 'a', exp: String(exp) as unknown as number }),
      /claim exp/,
    ],
    ['fields that are a list', () => one.sign({ iss: 'default', id: 'a', exp, fields: [] }), /claim fields/],
    ['isAdmin that is a text', () => one.sign({ iss: 'default', id: 'a', exp, isAdmin: 'true' }), /claim isAdmin/],
    ['scopes that are a text', () => one.sign({ iss: 'default', id: 'a', exp, scopes: 'proxy' }), /claim scopes/],
  ];

  test.each(bad)('%s', async (_, make, message) => {
    const token = await make();
    const error = await one.authenticate(token).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject(refusal(message));
    expect(JSON.stringify(error)).not.toContain(token);
  });

  test('a payload that was changed after it was signed', async () => {
    const [header, , signature] = (await one.sign({ iss: 'default', id: 'a', exp })).split('.');
    const forged = `${header}.${part({ iss: 'default', id: 'victim', exp })}.${signature}`;
    await expect(one.authenticate(forged)).rejects.toMatchObject(refusal(/signature/));
  });
});

describe('time', () => {
  test('differs by five seconds at most, also for tokens seen before', async () => {
    const token = await one.sign({ iss: 'default', id: 't', exp: startSeconds + 10, nbf: startSeconds + 5 });
    await one.authenticate(token);
    one.clock.now = (startSeconds + 14.9) * 1000;
    await one.authenticate(token);
    one.clock.now = (startSeconds + 15) * 1000;
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/expired/));
  });
});

describe('a registered public key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
  const ed = generateKeyPairSync('ed25519');
  const claims = { tenantKey: 'pk', exp };

  const pairs = [
    ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => ({ alg, pair: rsa })),
    { alg: 'ES256', pair: p256 },
    { alg: 'ES384', pair: p384 },
    { alg: 'ES512', pair: p521 },
    { alg: 'EdDSA', pair: ed },
  ];

  test.each(pairs)('checks $alg, as PEM and as JWK', async ({ alg, pair }) => {
    for (const written of [pem(pair.publicKey), JSON.stringify(pair.publicKey.export({ format: 'jwk' }))]) {
      await register(written);
      expect(await one.authenticate(await signedBy(pair.privateKey, alg, claims))).toMatchObject({ tenantKey: 'pk' });
    }
  });

  test('does not check what another key of its kind signed', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await register(pem(rsa.publicKey));
    const token = await signedBy(other.privateKey, 'RS256', claims);
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/No public key/));
  });

  test('is never taken for a secret', async () => {
    const written = pem(rsa.publicKey);
    await register(written);
    for (const text of [written, written.trim(), JSON.stringify(rsa.publicKey.export({ format: 'jwk' }))]) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = await one.sign({ workspaceKey: 'default', isAdmin: true, exp }, { alg, secret: text });
        await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/signature/));
      }
    }
  });

  test('brought along in the token counts for nothing', async () => {
    await register(pem(rsa.publicKey));
    const jwk = p256.publicKey.export({ format: 'jwk' });
    const token = await new SignJWT({ workspaceKey: 'default', ...claims })
      .setProtectedHeader({ alg: 'ES256', jwk: jwk as Record<string, string>, jku: 'https://evil.test/jwks.json' })
      .sign(p256.privateKey);
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/No public key/));
  });

  test('with a name of its own checks no token that names another', async () => {
    await register(JSON.stringify({ ...p256.publicKey.export({ format: 'jwk' }), kid: 'k1' }));
    await one.authenticate(await signedBy(p256.privateKey, 'ES256', claims, 'k1'));
    await expect(one.authenticate(await signedBy(p256.privateKey, 'ES256', claims, 'k2'))).rejects.toMatchObject(
      refusal(/No public key/),
    );
  });

  test('that is removed checks nothing more, from the next request on', async () => {
    await register(pem(ed.publicKey));
    const token = await signedBy(ed.privateKey, 'EdDSA', claims);
    await one.authenticate(token);
    await one.identity.workspaces.patch(one.owner, 'default', { publicKeys: [] });
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/has no public keys/));
  });

  test('works on when tokens of the secret are switched off', async () => {
    await register(pem(ed.publicKey));
    const bySecret = await one.sign({ workspaceKey: 'default', id: 'a', exp });
    await one.authenticate(bySecret);
    await one.identity.workspaces.patch(one.owner, 'default', { settings: { disableSecretKeyAuth: true } });
    await expect(one.authenticate(bySecret)).rejects.toMatchObject(refusal(/switched off/));
    await one.authenticate(await signedBy(ed.privateKey, 'EdDSA', { ...claims, name: 'still' }));
    await one.authenticate((await one.create({ tenant: 'a' })).token);
    const asked = one.identity.workspaces.accessToken(one.owner, 'default', { expiresIn: 60 });
    await expect(asked).rejects.toMatchObject({ code: 'bad_request' });
    await one.identity.workspaces.patch(one.owner, 'default', { settings: { disableSecretKeyAuth: false } });
    await one.authenticate(bySecret);
  });
});

describe('a token that was seen', () => {
  test('costs no question to the database', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'warm', exp });
    await one.authenticate(token);
    const before = one.counts.lookUps;
    for (let request = 0; request < 5; request++) await one.authenticate(token);
    expect(one.counts.lookUps).toBe(before);
  });

  test('of a tenant that is archived is refused, and taken again when it is restored', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'gone', exp });
    const opaque = await one.create({ tenant: 'gone' });
    const tokens = [token, opaque.token];
    for (const each of tokens) await one.authenticate(each);
    await one.identity.tenants.archive(one.owner, 'gone');
    for (const each of tokens) await expect(one.authenticate(each)).rejects.toMatchObject(refusal(/archived/));
    await expect(one.create({ tenant: 'gone' })).rejects.toMatchObject({ code: 'bad_request' });
    await one.identity.tenants.restore('gone');
    for (const each of tokens) await one.authenticate(each);
  });

  test('is refused when the secret was rotated, and the new secret signs', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'r', exp });
    await one.authenticate(token);
    const before = await one.secret();
    const { secret } = await one.identity.workspaces.rotateSecret(one.owner, 'default');
    expect(secret).not.toBe(before);
    expect(await one.secret()).toBe(secret);
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/signature/));
    await one.authenticate(await one.sign({ workspaceKey: 'default', id: 'r', exp }));
  });
});
