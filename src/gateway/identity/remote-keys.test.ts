import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { identityAt, startSeconds, type TestIdentity } from './identity.fixture.ts';

const first = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const second = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: KeyObject, kid?: string) => ({ ...key.export({ format: 'jwk' }), ...(kid ? { kid } : {}) });

let server: Server;
/** What the key server answers, and how often it was asked. */
const keys = { status: 200, body: '', asked: 0 };
let url: string;
beforeAll(async () => {
  server = createServer((_, response) => {
    keys.asked += 1;
    response.writeHead(keys.status, { location: '/elsewhere' }).end(keys.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

let one: TestIdentity;
beforeEach(async () => {
  serve(jwk(first.publicKey, 'k1'));
  Object.assign(keys, { status: 200, asked: 0 });
  one = await identityAt();
  await one.identity.workspaces.patch(one.owner, 'default', { jwksUri: url });
});
afterEach(() => one.close());

function serve(...set: object[]): void {
  keys.body = JSON.stringify({ keys: set });
}

let made = 0;
/** A token that was not seen before. */
async function token(key: KeyObject, kid?: string): Promise<string> {
  made += 1;
  const header = kid === undefined ? { alg: 'ES256' } : { alg: 'ES256', kid };
  const claims = { workspaceKey: 'default', tenantKey: 'jwks', exp: startSeconds + 100_000, jti: String(made) };
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

const wrong = { code: 'not_authenticated', message: expect.stringMatching(/No public key/) };
const pass = (seconds: number) => {
  one.clock.now += seconds * 1000;
};

test('the keys of an address are fetched once for many tokens', async () => {
  const tokens = await Promise.all([1, 2, 3].map(() => token(first.privateKey, 'k1')));
  const callers = await Promise.all(tokens.map((each) => one.authenticate(each)));
  expect(callers.map(({ tenantKey }) => tenantKey)).toEqual(['jwks', 'jwks', 'jwks']);
  await one.authenticate(await token(first.privateKey));
  expect(keys.asked).toBe(1);
});

test('a new key is found by its first token, and unknown ones make no more than one request in 30 seconds', async () => {
  await one.authenticate(await token(first.privateKey, 'k1'));
  serve(jwk(first.publicKey, 'k1'), jwk(second.publicKey, 'k2'));
  await expect(one.authenticate(await token(second.privateKey, 'k2'))).rejects.toMatchObject(wrong);
  expect(keys.asked).toBe(1);
  pass(30);
  await one.authenticate(await token(second.privateKey, 'k2'));
  expect(keys.asked).toBe(2);
  for (let attempt = 0; attempt < 5; attempt++)
    await expect(one.authenticate(await token(second.privateKey, `x${attempt}`))).rejects.toMatchObject(wrong);
  expect(keys.asked).toBe(2);
});

test('a key that was taken away stops working within ten minutes', async () => {
  await one.authenticate(await token(first.privateKey, 'k1'));
  serve(jwk(second.publicKey, 'k2'));
  pass(599);
  await one.authenticate(await token(first.privateKey, 'k1'));
  pass(1);
  await expect(one.authenticate(await token(first.privateKey, 'k1'))).rejects.toMatchObject(wrong);
});

test('known keys serve on for an hour while their server is down', async () => {
  await one.authenticate(await token(first.privateKey, 'k1'));
  keys.status = 404;
  pass(3_000);
  await one.authenticate(await token(first.privateKey, 'k1'));
  pass(600);
  const late = one.authenticate(await token(first.privateKey, 'k1'));
  await expect(late).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('127.0.0.1') });
  keys.status = 200;
  pass(5);
  await one.authenticate(await token(first.privateKey, 'k1'));
});

test.each([
  ['a redirect', 302, '{"keys":[]}'],
  ['an error', 404, '{"keys":[]}'],
  ['no JSON', 200, '<html>'],
  ['something else', 200, '{"key":[]}'],
])('%s in place of keys is unavailable, and asked for again after five seconds', async (_, status, body) => {
  Object.assign(keys, { status, body });
  const unavailable = { code: 'unavailable' };
  await expect(one.authenticate(await token(first.privateKey, 'k1'))).rejects.toMatchObject(unavailable);
  await expect(one.authenticate(await token(first.privateKey, 'k1'))).rejects.toMatchObject(unavailable);
  expect(keys.asked).toBe(1);
  serve(jwk(first.publicKey, 'k1'));
  keys.status = 200;
  pass(5);
  await one.authenticate(await token(first.privateKey, 'k1'));
});

test('keys for other purposes in the set are passed over', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
  serve(
    { kty: 'oct', k: 'c2VjcmV0' },
    { ...jwk(second.publicKey), use: 'enc' },
    jwk(rsa.publicKey),
    { kty: 'EC' },
    jwk(first.publicKey),
  );
  await one.authenticate(await token(first.privateKey));
  await expect(one.authenticate(await token(second.privateKey))).rejects.toMatchObject(wrong);
});

test('a private address is reached with the operator’s permission alone', async () => {
  await one.identity.workspaces.patch(one.owner, 'default', { jwksUri: 'https://10.1.2.3/jwks.json' });
  await expect(one.authenticate(await token(first.privateKey, 'k1'))).rejects.toMatchObject({ code: 'unavailable' });
  expect(keys.asked).toBe(0);
});

test('another address takes the place of the first one', async () => {
  const known = await token(first.privateKey, 'k1');
  await one.authenticate(known);
  await one.identity.workspaces.patch(one.owner, 'default', { jwksUri: `${url}?other` });
  serve(jwk(second.publicKey, 'k2'));
  await expect(one.authenticate(known)).rejects.toMatchObject(wrong);
  await one.authenticate(await token(second.privateKey, 'k2'));
});
