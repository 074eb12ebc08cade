import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { complaintsOf, startSite } from './connect-browser.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let app: TestGateway;
let gateway: TestGateway;
let browser: Browser;
let signIn: Awaited<ReturnType<typeof startSignIn>>;
let site: Awaited<ReturnType<typeof startSite>>;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  if (executablePath === undefined) return;
  app = await bootGateway();
  gateway = await bootGateway({
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
  [browser, signIn, site] = await Promise.all([launchChromium(), startSignIn(), startSite()]);
});
afterAll(async () => {
  await browser?.close();
  await signIn?.stop();
  await site?.stop();
  await gateway?.stop();
  await app?.stop();
});
beforeEach(async () => {
  if (executablePath === undefined) return;
  page = await (await browser.newContext()).newPage();
  complaints = complaintsOf(page);
});

/** An app where people sign in: it agrees at once, unless it is told to deny. */
async function startSignIn() {
  const told = { denies: false };
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://app');
    if (url.pathname === '/authorize') {
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      back.searchParams.set(told.denies ? 'error' : 'code', told.denies ? 'access_denied' : 'the-code');
      response.writeHead(302, { location: back.href }).end();
      return;
    }
    await drained(request);
    const body =
      url.pathname === '/token' ? { access_token: 'at', token_type: 'bearer', expires_in: 3600 } : { ok: true };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, told, stop: () => new Promise((resolve) => server.close(resolve)) };
}

async function drained(request: IncomingMessage) {
  for await (const _ of request);
}

/** A connection to an app where people sign in, as its owner described it. */
async function signInConnection() {
  const { body } = await gateway.call('POST /connections/ensure', {
    body: { appUrl: `signing-in-${randomInt(1e9)}.com` },
  });
  await gateway.call(`GET /connections/${body.id}?wait=true`);
  const input = {
    baseUrl: signIn.url,
    auth: 'oauth2',
    authorizeUrl: `${signIn.url}/authorize`,
    tokenUrl: `${signIn.url}/token`,
    scopes: 'read write',
    clientId: 'ours',
    clientSecret: 'quiet',
  };
  const answer = await gateway.call(`PATCH /connections/${body.id}`, { body: { input } });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function seen(name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect({ name, width, overflow }).toEqual({ name, width, overflow: false });
      await page.screenshot({ path: join(tmpdir(), `porin-${name}-${colorScheme}-${width}.png`), fullPage: true });
    }
  }
}

/** Controls that a screen reader would announce without a name. */
const nameless = async () =>
  (await page.locator('main').ariaSnapshot())
    .split('\n')
    .filter((line) => /- (?:textbox|button|link|radio|combobox|checkbox|iframe)(?:$| \[|:$)/.test(line));

const suite = describe.skipIf(executablePath === undefined);

suite('a person at the connect page', { timeout: 60_000 }, () => {
  test('connects with the keyboard alone; every control has a name', async () => {
    const { body } = await gateway.call('POST /connections/ensure', { body: { appUrl: 'clickmeeting.com' } });
    await page.goto(body.clientAction.uiUrl);
    expect(await nameless()).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await nameless()).toEqual([]);
    const field = page.getByLabel('API key');
    // The cursor is where the correction belongs, and the reason is read with it.
    expect(await page.evaluate('document.activeElement.name')).toBe('apiKey');
    expect(await field.getAttribute('aria-describedby')).toContain('complaint');
    expect(await field.inputValue()).toBe('');
    await page.keyboard.type(app.sandbox.apiKey);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'ClickMeeting is connected' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('says how to talk to an unknown app, and the form for its key follows', async () => {
    const { body } = await gateway.call('POST /connections/ensure', { body: { appUrl: 'unheard-of.com' } });
    const { body: built } = await gateway.call(`GET /connections/${body.id}?wait=true`);
    await page.goto(built.clientAction.uiUrl);
    await seen('question');
    expect(await nameless()).toEqual([]);
    expect(await page.getByLabel('Name of the header').isVisible()).toBe(false);
    expect(await page.getByLabel('Base address').first().inputValue()).toBe('https://unheard-of.com');
    await page.getByLabel('Base address').first().fill('api.unheard-of.com');
    await page.getByLabel('An API key in a header of its own').check();
    await page.getByLabel('Name of the header').fill('X Key');
    await page.getByRole('button', { name: 'Continue' }).first().click();
    await page.getByRole('alert').waitFor();
    await seen('question-refused');
    expect(await page.getByLabel('Base address').first().inputValue()).toBe('api.unheard-of.com');
    expect(
      await page.locator('[aria-invalid=true]').evaluateAll((all) => all.map((one) => one.getAttribute('name'))),
    ).toEqual(['baseUrl', 'headerName']);
    await page.getByLabel('Base address').first().fill('https://api.unheard-of.com/v1');
    await page.getByLabel('Name of the header').fill('X-Key');
    await page.getByRole('button', { name: 'Continue' }).first().click();
    await page.getByLabel('API key', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('is warned of an address that is not the app’s own, and reads who asks for what', async () => {
    const token = await gateway.tokenOf('acme');
    const { body } = await gateway.call('POST /connections/ensure', {
      token,
      body: { appUrl: 'https://stripe.com/v1' },
    });
    await gateway.call(`GET /connections/${body.id}?wait=true`, { token });
    const input = { baseUrl: 'https://attacker.example.net', auth: 'bearer' };
    await gateway.call(`PATCH /connections/${body.id}`, { token, body: { input } });
    const asked = { connectionId: body.id, prompt: 'For the weekly report, please' };
    const { body: request } = await gateway.call('POST /connection-requests', { token, body: asked });
    await page.goto(request.url);
    await seen('stranger');
    expect(await nameless()).toEqual([]);
    const warning = page.getByRole('note');
    expect(await warning.textContent()).toMatch(/goes to attacker\.example\.net\..*stripe\.com.*this tenant \(acme\)/s);
    expect(await page.getByRole('blockquote').textContent()).toBe('For the weekly report, please');
    await page.getByLabel('Token', { exact: true }).fill('mine');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByText('It was kept, but not checked').waitFor();
    await seen('unchecked');
    expect(complaints).toEqual([]);
  });

  test('signs in at an app and comes back; who denied there may try again', async () => {
    const { id, clientAction } = await signInConnection();
    await page.goto(clientAction.uiUrl);
    await seen('sign-in');
    signIn.told.denies = true;
    await page.getByRole('button', { name: 'Continue to' }).click();
    await page.getByRole('alert').waitFor();
    await seen('denied');
    signIn.told.denies = false;
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Continue to' }).click();
    await page.getByRole('heading', { name: 'is connected' }).waitFor();
    expect((await gateway.call(`GET /connections/${id}`)).body.state).toBe('READY');
    expect(complaints).toEqual([]);
  });

  test('signs in from a frame in a tab of its own, and the frame hears of it', async () => {
    const { id } = await signInConnection();
    await page.goto(site.url);
    await page.evaluate(`
      window.client = new MembraneClient({ token: ${JSON.stringify(gateway.ownerToken)}, apiUri: '${gateway.url}', uiUri: '${gateway.url}' });
      window.outcome = client.ui.connection({ connectionId: '${id}' }); undefined`);
    const frame = page.frameLocator('#__integration-app-popup');
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      frame.getByRole('button', { name: 'Continue to' }).click(),
    ]);
    await tab.getByRole('heading', { name: 'is connected' }).waitFor();
    expect(await page.evaluate('window.outcome')).toMatchObject({ id, state: 'READY' });
    expect(complaints).toEqual([]);
  });

  test('who is signed in for another tenant is warned and refused', async () => {
    const token = await gateway.tokenOf('acme');
    const { body } = await gateway.call('POST /connections/ensure', { token, body: { appUrl: 'clickmeeting.com' } });
    const invitation = await gateway.call('POST /invitations', { body: { tenantKey: 'other', name: 'Eve' } });
    await page.goto(invitation.body.url);
    await page.getByLabel('Name or e-mail').fill('eve@example.com');
    await page.getByLabel('Password').fill('a long enough pass phrase');
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Signed in as Eve').waitFor();
    await page.goto(body.clientAction.uiUrl);
    await page.getByRole('heading', { name: 'This link is for somebody else' }).waitFor();
    expect(await page.locator('form').count()).toBe(0);
  });
});
