import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { challengeOf } from '../../src/gateway/oauth/codes.ts';
import { codeIn, sendForm } from './login.fixture.ts';
import { startProgram, temporaryHome } from './program.ts';

const { data, env, remove } = temporaryHome();
const client_id = 'porin-cli';

let gateway: Awaited<ReturnType<typeof startProgram>>;
beforeAll(async () => {
  gateway = await startProgram({ data, env: { ...env, PORIN_LOG_LEVEL: 'debug' }, flags: ['--no-sandbox'] });
});
afterAll(async () => {
  await gateway.stop();
  remove();
});

async function push(more: Readonly<Record<string, string>> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const asked = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256', ...more };
  const body = { client_id, redirect_uri: `${gateway.url}/oauth/code`, ...asked };
  const { authorization_url } = (await gateway.call('POST /oauth/par', { body })).body;
  return { verifier, address: new URL(authorization_url) };
}

const token = (body: Readonly<Record<string, string>>) =>
  gateway.call('POST /oauth/token', { token: null, body: { client_id, ...body } });

test.each([
  '/sign-in',
  '/sign-out',
  '/sign-out-everywhere',
  '/account/password',
  '/account/passkeys/remove',
  '/welcome/x',
  '/invitation/x',
  '/authorize/x',
])('a form of another site is not taken at %s', async (path) => {
  const raw = new URLSearchParams({ form: 'x'.repeat(43), login: 'owner', password: 'guessed', decision: 'approve' });
  for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }])
    expect(await gateway.call(`POST ${path}`, { token: null, raw, headers })).toMatchObject({ status: 403 });
});

test('a ticket opens its own request and no other', async () => {
  const [own, other] = [await push(), await push()];
  expect((await fetch(own.address, { redirect: 'manual' })).status).toBe(200);
  const swapped = new URL(other.address);
  swapped.search = own.address.search;
  const answer = await fetch(swapped, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toContain('/sign-in?next=');
});

test('a form with more boxes than the program asked for allows no more, and no refresh does', async () => {
  const { verifier, address } = await push({ scope: 'actions:read' });
  const more = { 'scope:secrets:read': 'on', 'scope:manage': 'on', 'scope:__proto__': 'on' };
  const page = await sendForm(address.href, { decision: 'approve', ...more });
  const login = await token({ grant_type: 'authorization_code', code: codeIn(page.html), code_verifier: verifier });
  expect(login.body.scope).toBe('actions:read');
  const { refresh_token } = login.body;
  const widened = await token({ grant_type: 'refresh_token', refresh_token, scope: 'actions:read secrets:read' });
  expect(widened.body).toMatchObject({ error: 'invalid_scope' });
});

test('nothing that lets anybody in stands in the log or in the metrics', async () => {
  const { verifier, address } = await push();
  const page = await sendForm(address.href, { decision: 'approve' });
  const code = codeIn(page.html);
  const login = await token({ grant_type: 'authorization_code', code, code_verifier: verifier });
  const { access_token, refresh_token } = login.body;
  const ownerLink: string = (await gateway.call('POST /owner-link')).body.url;
  const invitation: string = (await gateway.call('POST /invitations', { body: { role: 'owner' } })).body.url;
  const signed = (await gateway.call('POST /org-workspaces/default/access-token', { body: {} })).body.token;
  const { secret } = (await gateway.call('GET /org-workspaces')).body.items[0];
  // What goes wrong is what gets logged: addresses with tokens, refused tokens, codes and refreshes that are used again.
  for (const route of [`GET /self?token=${signed}`, `GET /nowhere?access_token=${access_token}`])
    await gateway.call(route, { token: null });
  await gateway.call('GET /self', { token: `${signed}x` });
  await token({ grant_type: 'authorization_code', code, code_verifier: verifier });
  await token({ grant_type: 'refresh_token', refresh_token });
  const last = (url: string) => url.split('/').at(-1) ?? '';
  const ticket = address.searchParams.get('ticket') ?? '';
  const ways = [gateway.ownerToken, verifier, ticket, last(address.pathname), code, access_token, refresh_token];
  const all = [...ways, last(ownerLink), last(invitation), signed, secret];
  expect(all.filter((one) => one.length < 9)).toEqual([]);
  const metrics = await gateway.call('GET /metrics', { token: null });
  expect(gateway.said.stderr).toContain('a code was used twice');
  const told = gateway.said.stderr + gateway.said.stdout + metrics.text;
  expect(all.flatMap((one, index) => (told.includes(one) ? [index] : []))).toEqual([]);
});
