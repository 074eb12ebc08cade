import { generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, type KeyInput, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
