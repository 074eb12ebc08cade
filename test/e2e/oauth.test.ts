import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { sandbox: false } });
});
afterAll(() => gateway?.stop());

const insecure = { [oauth.allowInsecureRequests]: true };
const cli = { client_id: 'membrane-cli' };

async function discovered(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(gateway.url);
  const answer = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
  return oauth.processDiscoveryResponse(issuer, answer);
}

/** The page as a browser with these cookies sees it, with what its form posts. */
async function openPage(url: string, cookies = '') {
  const answer = await fetch(url, { redirect: 'manual', headers: { cookie: cookies } });
  const text = await answer.text();
  const given = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const send = (fields: Record<string, string>) =>
    fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: [cookies, given].filter((one) => one !== '').join('; '), origin: gateway.url },
      body: new URLSearchParams({ form, newTenant: fields['tenant'] ?? '', ...fields }),
    });
  return { text, send };
}

const ticked = { 'scope:actions:read': 'on', 'scope:connections:manage': 'on' };

/** A login up to the person's decision: pushed with the owner's token, so that the page needs no sign-in. */
async function pushed(as: oauth.AuthorizationServer, client: oauth.Client, over: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = {
    response_type: 'code',
    redirect_uri: `${gateway.url}/oauth/code`,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    client_name: 'claude',
    ...over,
  };
  // The library sends no bearer tokens there, because nobody else's server has a use for them.
  const asOwner: typeof insecure & { [oauth.customFetch]: typeof fetch } = {
    ...insecure,
    [oauth.customFetch]: (url, init) =>
      fetch(url, { ...init, headers: { ...init?.headers, authorization: `Bearer ${gateway.ownerToken}` } }),
  };
  const answer = await oauth.pushedAuthorizationRequest(as, client, oauth.None(), parameters, asOwner);
  const body = await oauth.processPushedAuthorizationResponse(as, client, answer);
  return { verifier, state, url: String(body['authorization_url']), userCode: String(body['user_code']) };
}

test('a foreign client registers, logs in with a redirect, calls, refreshes and logs out', async () => {
  const as = await discovered();
  const redirect_uri = 'http://127.0.0.1:43210/cb';
  const registration = await oauth.dynamicClientRegistrationRequest(
    as,
    { redirect_uris: [redirect_uri], client_name: 'Editor', token_endpoint_auth_method: 'none' },
    insecure,
  );
  const client = (await oauth.processDynamicClientRegistrationResponse(registration)) as oauth.Client;
  const { verifier, state, url } = await pushed(as, client, { redirect_uri });
  const page = await openPage(url);
  expect(page.text).toContain('Editor');
  const approved = await page.send({ ...ticked, tenant: 'acme', decision: 'approve' });
  expect(approved.status).toBe(303);
  const back = new URL(approved.headers.get('location') ?? '');
  const callback = oauth.validateAuthResponse(as, client, back, state);
  const redemption = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    oauth.None(),
    callback,
    redirect_uri,
    verifier,
    insecure,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, redemption);
  expect(tokens).toMatchObject({ scope: 'actions:read connections:manage', default_tenant_key: 'acme' });

  const { body: logins } = await gateway.call('GET /logins', { token: tokens.access_token });
  expect(logins.items).toMatchObject([{ clientName: 'Editor', label: 'claude', tenantKey: 'acme' }]);
  expect((await gateway.call('POST /files', { token: tokens.access_token })).status).toBe(403);

  const refresh = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token ?? '', insecure);
  const renewed = await oauth.processRefreshTokenResponse(as, client, refresh);
  expect((await gateway.call('GET /logins', { token: tokens.access_token })).status).toBe(401);
  expect((await gateway.call('GET /logins', { token: renewed.access_token })).status).toBe(200);

  const end = await oauth.revocationRequest(as, client, oauth.None(), renewed.refresh_token ?? '', insecure);
  await oauth.processRevocationResponse(end);
  expect((await gateway.call('GET /logins', { token: renewed.access_token })).status).toBe(401);
});

test('a code that the page shows completes the login of the CLI; logins can be listed and revoked', async () => {
  const as = await discovered();
  const { verifier, url, userCode } = await pushed(as, cli, { tenant: 'coded' });
  const page = await openPage(url);
  expect(page.text).toContain(`>${userCode}<`);
  expect(page.text).toContain('value="coded"');
  const shown = await page.send({ ...ticked, tenant: 'coded', decision: 'approve' });
  const code = /login complete ([0-9A-Z]{4}-[0-9A-Z]{4})</.exec(await shown.text())?.[1] ?? '';
  const redeem = (given: string) =>
    fetch(`${gateway.url}/oauth/token`, {
      method: 'POST',
      headers: { origin: 'https://anywhere.test' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        ...cli,
        code: given,
        code_verifier: verifier,
        redirect_uri: `${gateway.url}/oauth/code`,
      }),
    });
  const wrong = await redeem('0000-0000');
  expect([wrong.status, wrong.headers.get('cache-control')]).toEqual([400, 'no-store']);
  expect(await wrong.json()).toEqual({
    error: 'invalid_grant',
    error_code: 'wrong_code',
    tries_left: 4,
    error_description: expect.stringContaining('4 tries are left'),
  });
  const right = await redeem(code.toLowerCase());
  expect([right.status, right.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  const { access_token: token } = (await right.json()) as { access_token: string };
  expect((await gateway.call('GET /self', { token })).body).toMatchObject({ internalId: 'coded' });

  const { body } = await gateway.call('GET /logins', { token });
  expect((await gateway.call(`DELETE /logins/${body.items[0].id}`, { token })).body).toMatchObject({ revoked: true });
  expect((await gateway.call('GET /self', { token })).status).toBe(401);
});

test('who is not signed in and has no ticket is sent to sign in, and back afterwards', async () => {
  const as = await discovered();
  const { url } = await pushed(as, cli);
  const { origin, pathname } = new URL(url);
  const answer = await fetch(origin + pathname, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`${gateway.url}/sign-in?next=${encodeURIComponent(pathname)}`);
});

test('a signed-in owner decides without a ticket, under his own name', async () => {
  const as = await discovered();
  const { verifier, url } = await pushed(as, cli);
  const { origin, pathname } = new URL(url);
  const { body: link } = await gateway.call('POST /owner-link', { body: {} });
  const welcome = await openPage(link.url);
  const session = (await welcome.send({})).headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  const page = await openPage(origin + pathname, session.join('; '));
  expect(page.text).toContain('You decide as Owner');
  const shown = await page.send({ ...ticked, tenant: 'signed', decision: 'approve' });
  const code = /login complete ([0-9A-Z-]{9})</.exec(await shown.text())?.[1] ?? '';
  const answer = await gateway.call('POST /oauth/token', {
    token: null,
    body: { grant_type: 'authorization_code', ...cli, code, code_verifier: verifier },
  });
  const { body: logins } = await gateway.call('GET /logins', { token: answer.body.access_token });
  expect(logins.items).toMatchObject([{ tenantKey: 'signed', approvedBy: 'Owner' }]);
});

test('a form from elsewhere decides nothing', async () => {
  const as = await discovered();
  const { url } = await pushed(as, cli);
  const page = await openPage(url);
  for (const foreign of [{ form: 'x' }, { form: '' }])
    expect((await page.send({ ...ticked, ...foreign, tenant: 'acme', decision: 'approve' })).status).toBe(403);
  const other = await fetch(url, {
    method: 'POST',
    headers: { origin: 'https://evil.test' },
    body: 'decision=approve',
  });
  expect(other.status).toBe(403);
  const empty = await page.send({ tenant: 'acme', decision: 'approve' });
  expect([empty.status, await empty.text()]).toEqual([422, expect.stringContaining('role="alert"')]);
  const denied = await page.send({ decision: 'deny' });
  expect([denied.status, await denied.text()]).toEqual([200, expect.stringContaining('gets nothing')]);
  expect((await page.send({ ...ticked, tenant: 'acme', decision: 'approve' })).status).toBe(410);
});

test('the page tells what a stranger wrote as text, and lets the answer go only where it was asked from', async () => {
  const as = await discovered();
  const redirect_uri = 'http://localhost:43211/callback';
  const { url } = await pushed(as, cli, { redirect_uri, client_name: '<b>x</b>', tenant: '"><script>' });
  const answer = await fetch(url);
  const text = await answer.text();
  expect(text).toContain('&lt;b&gt;x&lt;/b&gt;');
  expect(text).not.toMatch(/<script|<b>/);
  expect(answer.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:43211;");
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('a browser that asks for nonsense gets a page, never a redirect', async () => {
  const query = new URLSearchParams({ client_id: 'membrane-cli', redirect_uri: 'https://evil.test/' });
  const answer = await fetch(`${gateway.url}/oauth/authorize?${query}`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
  expect(await answer.text()).toContain('not registered');
  expect((await fetch(`${gateway.url}/authorize/nothing?ticket=x`, { redirect: 'manual' })).status).toBe(303);
});

test('a browser asks with the standard query and comes to the page', async () => {
  const as = await discovered();
  const query = new URLSearchParams({
    ...cli,
    response_type: 'code',
    redirect_uri: 'http://localhost:43212/callback',
    code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(`${as.authorization_endpoint}?${query}`, { redirect: 'manual' });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toMatch(new RegExp(`^${gateway.url}/authorize/[\\w-]{22}$`));
});

test('the resource says who gives tokens for it', async () => {
  const resource = new URL(`${gateway.url}/mcp`);
  const answer = await oauth.resourceDiscoveryRequest(resource, insecure);
  const found = await oauth.processResourceDiscoveryResponse(resource, answer);
  expect(found.authorization_servers).toEqual([gateway.url]);
  expect((await fetch(`${gateway.url}/.well-known/oauth-protected-resource/other`)).status).toBe(404);
});

test('JSON is taken as well; what is no text, or too long, is refused', async () => {
  const send = (path: string, body: unknown) => gateway.call(`POST /oauth/${path}`, { token: null, body });
  expect((await send('token', { grant_type: ['a', 'b'] })).body).toMatchObject({ error: 'invalid_request' });
  expect((await send('par', { client_id: 7 })).status).toBe(400);
  expect((await send('register', { redirect_uris: ['https://app.test/cb'] })).status).toBe(201);
  const large = await send('register', { client_name: 'x'.repeat(70_000) });
  expect([large.status, large.body.error]).toEqual([413, 'invalid_request']);
  expect((await send('revoke', { token: 'nothing' })).status).toBe(200);
  const preflight = await fetch(`${gateway.url}/oauth/token`, {
    method: 'OPTIONS',
    headers: { origin: 'https://a.test', 'access-control-request-method': 'POST' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
});
