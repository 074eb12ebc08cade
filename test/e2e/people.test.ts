import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

const password = 'four words are enough';

let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { sandbox: false } });
  if (executablePath !== undefined) browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

const ownerLink = async (next?: string): Promise<string> =>
  (await gateway.call('POST /owner-link', { body: next === undefined ? {} : { next } })).body.url;
const invite = async (body: Record<string, unknown>): Promise<string> =>
  (await gateway.call('POST /invitations', { body })).body.url;

/** A page of a browser of its own; what it complains of is an error of ours. */
async function newPage(): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, context, complaints };
}

/** Looks at a page in both colour schemes, wide and on a small phone. */
async function seen(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      expect({ name, width, overflow }).toEqual({ name, width, overflow: false });
      await page.screenshot({
        path: join(tmpdir(), `porin-people-${name}-${colorScheme}-${width}.png`),
        fullPage: true,
      });
    }
  }
}

const addAuthenticator = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
};

describe.skipIf(executablePath === undefined)('in a browser', () => {
  test('the owner comes in by the link, sets a password, signs out and in again', async () => {
    const { page, complaints } = await newPage();
    await page.goto(gateway.url);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByText('No owner has a password').waitFor();
    await page.goto(await ownerLink());
    await page.getByRole('heading', { name: 'Welcome to Porin' }).waitFor();
    await seen(page, 'welcome');
    await page.getByRole('button', { name: 'I am the owner' }).click();
    await page.getByRole('heading', { name: 'Owner' }).waitFor();
    await seen(page, 'account');
    const leftOf = async (name: string) => (await page.getByText(name, { exact: true }).boundingBox())?.x;
    expect(await leftOf('Sign out')).toBe(await leftOf('Go to the start page'));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The password is set.').waitFor();
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await page.getByText('Signed in as').waitFor();
    await seen(page, 'home');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Name or e-mail').fill('Owner');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await seen(page, 'sign-in');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Signed in as').waitFor();
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  }, 60_000);

  test('a passkey is added under localhost, and is all that a sign-in needs', async () => {
    const { page, complaints } = await newPage();
    const local = gateway.url.replace('127.0.0.1', 'localhost');
    await addAuthenticator(page);
    await page.goto((await ownerLink()).replace('127.0.0.1', 'localhost'));
    await page.getByRole('button', { name: 'I am the owner' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('The passkey is added.').waitFor();
    await page.getByText('not used yet').waitFor();
    await seen(page, 'passkeys');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.goto(`${local}/sign-in?next=/account`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('last used').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('last used').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.goto(`${local}/sign-in`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').filter({ hasText: 'was not accepted' }).waitFor();
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  }, 60_000);

  test('somebody who is invited becomes a member by a password, or by a passkey', async () => {
    const { page } = await newPage();
    await page.goto(await invite({ tenantKey: 'acme', name: 'Ada Lovelace' }));
    await page.getByText('act for acme').waitFor();
    await seen(page, 'invitation');
    await page.getByLabel('Name or e-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('Signed in as Ada Lovelace').waitFor();

    const other = await newPage();
    await addAuthenticator(other.page);
    const link = await invite({ role: 'owner' });
    await other.page.goto(link.replace('127.0.0.1', 'localhost'));
    await other.page.getByLabel('Your name').fill('Grace Hopper');
    await other.page.getByLabel('Name or e-mail').fill('grace');
    await other.page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await other.page.getByText('Signed in as Grace Hopper, owner').waitFor();
    expect((await gateway.call(`GET ${new URL(link).pathname}`, { token: null })).status).toBe(404);

    const { body } = await gateway.call('GET /people');
    const people = body.items.map(({ name, role, tenantKey, canSignIn }: Record<string, unknown>) => [
      name,
      role,
      tenantKey,
      canSignIn,
    ]);
    expect(people).toContainEqual(['Ada Lovelace', 'member', 'acme', true]);
    expect(people).toContainEqual(['Grace Hopper', 'owner', undefined, true]);
  }, 60_000);
});

describe('pages', () => {
  const open = (path: string, headers: Record<string, string> = {}) =>
    gateway.call(`GET ${path}`, { token: null, headers });
  const send = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    gateway.call(`POST ${path}`, { token: null, raw: new URLSearchParams(form), headers });

  /** GET with these headers and none besides. */
  const plainGet = (path: string, headers: Record<string, string>) =>
    new Promise<{ status?: number; contentType: string; location?: string; text: string }>((resolve, reject) => {
      const request = httpRequest(gateway.url + path, { headers }, async (answer) => {
        const { statusCode, headers } = answer;
        let text = '';
        for await (const chunk of answer) text += chunk;
        resolve({
          status: statusCode ?? 0,
          contentType: headers['content-type'] ?? '',
          location: headers.location ?? '',
          text,
        });
      });
      request.on('error', reject).end();
    });

  /** Opens a page and gives what its form needs to be ours. */
  async function form(path: string) {
    const page = await open(path);
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const token = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    return { page, cookie, token };
  }

  test("the owner's link is used up by its form alone, by one of two, and never by a foreign one", async () => {
    const path = new URL(await ownerLink()).pathname;
    for (const _ of [1, 2]) expect((await open(path)).status).toBe(200);
    const { cookie, token } = await form(path);
    expect((await send(path, {})).status).toBe(403);
    expect((await send(path, { form: token }, { cookie: 'porin_form=another-browser-of-a-stranger' })).status).toBe(
      403,
    );
    expect((await send(path, { form: token }, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    const both = await Promise.all([1, 2].map(() => send(path, { form: token }, { cookie })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    const won = both.find(({ status }) => status === 303);
    expect(won?.headers.get('location')).toBe('/account');
    expect(won?.headers.get('set-cookie')).toMatch(
      /porin_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/,
    );
    expect((await open(path)).status).toBe(404);
  });

  test('a sign-in leads to a path of the gateway and nowhere else', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const { page } = await form(`/sign-in?next=${encodeURIComponent(next)}`);
      expect(page.text).toContain('name="next" value="/"');
    }
    const { page } = await form('/sign-in?next=/authorize/abc');
    expect(page.text).toContain('name="next" value="/authorize/abc"');
    expect(page.text).toContain('porin open /authorize/abc<');
    // A shell reads more in these.
    for (const next of ['/approve/$(id)', '/a;id', '/`id`', '/a&b', "/'x", '//evil.example', '/ -x'])
      expect((await open(`/sign-in?next=${encodeURIComponent(next)}`)).text).toContain('porin open<');
  });

  test.each(['/sign-in', '/account', '/'])('%s shows nothing of anybody without a session', async (path) => {
    const page = await open(path, { cookie: 'porin_session=nonsense' });
    expect(page.text).not.toMatch(/Signed in as|signs in as/);
    expect(page.headers.get('cache-control') ?? 'no-store').toBe('no-store');
    if (path === '/account') expect(page.headers.get('location')).toBe('/sign-in?next=/account');
  });

  test('no page runs a script but the one file of ours', async () => {
    const { page } = await form('/sign-in');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page.text.match(/<script[^>]*>/g)).toEqual(['<script src="/assets/passkey.js" defer>']);
    expect((await open('/assets/passkey.js')).headers.get('content-type')).toContain('text/javascript');
    expect((await open('/')).headers.get('content-security-policy')).not.toContain('script-src');
  });

  test.each([
    [{ 'sec-fetch-mode': 'navigate' }, 'text/html'],
    [{ accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }, 'text/html'],
    [{ accept: '*/*' }, 'application/json'],
    [{ accept: '*/*, text/html' }, 'application/json'],
    [{ accept: 'text/html, application/json' }, 'application/json'],
    [{ accept: 'text/html', 'sec-fetch-mode': 'cors' }, 'application/json'],
  ])('what is nowhere is told to %j as %s', async (headers, type) => {
    // The client of these tests says by itself that it is no navigation.
    const { status, contentType, text } = await plainGet('/nope<b>', headers);
    expect([status, contentType.split(';')[0]]).toEqual([404, type]);
    if (type === 'text/html') expect(text).toMatch(/There is nothing here[\s\S]*\/nope&lt;b&gt;[\s\S]*href="\/"/);
    else expect(JSON.parse(text)).toMatchObject({ message: 'No route GET /nope<b>' });
  });

  test('a browser at /login comes to the sign-in page, a program is told that there is none', async () => {
    const browser = await plainGet('/login', { 'sec-fetch-mode': 'navigate' });
    expect([browser.status, browser.location]).toEqual([303, '/sign-in']);
    expect((await plainGet('/login', {})).status).toBe(404);
  });

  test('a refused page is one that a person can read, with its request and nothing of its cause', async () => {
    const { status, text } = await plainGet('/files/nothing', { 'sec-fetch-mode': 'navigate' });
    expect([status, text]).toEqual([401, expect.stringMatching(/<h1>Sign in first<\/h1>[\s\S]*Request req_/)]);
  });

  test('every form of a page goes with its one cookie', async () => {
    const page = await fetch(`${gateway.url.replace('127.0.0.1', 'localhost')}/sign-in`);
    const text = await page.text();
    const tokens = [...text.matchAll(/name="form" value="([^"]+)"/g)].map(([, token]) => token);
    expect(tokens).toHaveLength(2);
    expect(new Set(tokens).size).toBe(1);
    expect(page.headers.getSetCookie()).toHaveLength(1);
  });

  test('requests of the passkey script need the form that we showed', async () => {
    const body = { form: 'x' };
    for (const path of ['/sign-in/passkey', '/account/passkeys', '/invitation/x/passkey'])
      for (const step of ['', '/options'])
        expect((await gateway.call(`POST ${path}${step}`, { token: null, body })).status).toBe(403);
  });

  test('a form that is too large is refused', async () => {
    expect((await send('/sign-in', { login: 'x'.repeat(100_000) })).status).toBe(413);
  });
});

describe('operations', () => {
  test('about people are for managers, the owner’s link for the owner', async () => {
    const token = await gateway.tokenOf('nosy');
    for (const route of [
      'GET /people',
      'DELETE /people/x',
      'POST /invitations',
      'GET /invitations',
      'DELETE /invitations/x',
      'POST /owner-link',
    ])
      expect((await gateway.call(route, { token, ...(route.startsWith('POST') ? { body: {} } : {}) })).status).toBe(
        403,
      );
  });
});
