import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let browser: Browser;
let program: Server;
const received: string[] = [];
beforeAll(async () => {
  if (executablePath === undefined) return;
  gateway = await bootGateway({ settings: { sandbox: false } });
  browser = await launchChromium();
  program = createServer((request, response) => {
    if (request.url?.startsWith('/callback')) received.push(request.url);
    response.end('<title>done</title>You may close this page');
  });
  await new Promise<void>((resolve) => program.listen(0, resolve));
});
afterAll(async () => {
  await browser?.close();
  program?.close();
  await gateway?.stop();
});

const longKey = 'a-tenant-with-a-rather-long-key-that-has-to-fit-on-a-telephone-too';

/** Asks as the CLI of this machine's owner does. */
async function ask(
  redirectUri: string,
  tenant = longKey,
): Promise<{ url: string; userCode: string; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const { body } = await gateway.call('POST /oauth/par', {
    raw: new URLSearchParams({
      client_id: 'membrane-cli',
      redirect_uri: redirectUri,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      client_name: 'claude-code',
      scope: 'actions:read actions:write connections:manage proxy manage',
      tenant,
      state: 'st',
    }),
    headers: { 'user-agent': 'node' },
  });
  return { url: body.authorization_url, userCode: body.user_code, verifier };
}

async function seen(page: Page, name: string): Promise<void> {
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

async function newPage(complaints: string[]): Promise<Page> {
  const page = await browser.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}

/** What has the focus, by its name or its text. */
const focused = (page: Page) =>
  page.evaluate(
    'document.activeElement.name === "decision" ? document.activeElement.innerText : document.activeElement.name',
  );

test.skipIf(executablePath === undefined)(
  'a person approves with the keyboard alone and reads the code, on a telephone and in the dark too',
  async () => {
    const complaints: string[] = [];
    const page = await newPage(complaints);
    const { url, userCode, verifier } = await ask(`${gateway.url}/oauth/code`);
    await page.goto(url);
    expect(await page.locator('.code').innerText()).toBe(userCode);
    await seen(page, 'approve');
    const stops: unknown[] = [];
    for (let stop = 0; stop < 8; stop++) {
      await page.keyboard.press('Tab');
      stops.push(await focused(page));
      if (stops.at(-1) === 'scope:proxy') await page.keyboard.press('Space');
    }
    expect(stops).toEqual([
      'tenant',
      'scope:actions:read',
      'scope:actions:write',
      'scope:connections:manage',
      'scope:proxy',
      'scope:manage',
      'Approve',
      'Deny',
    ]);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    await seen(page, 'code');
    const code = await page.locator('.code').innerText();
    const { body } = await gateway.call('POST /oauth/token', {
      token: null,
      raw: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'membrane-cli',
        code,
        code_verifier: verifier,
      }),
    });
    expect(body.scope).toBe('actions:read actions:write connections:manage manage');
    await page.goto(url);
    await page.getByRole('heading', { name: 'decided already' }).waitFor();
    expect(complaints.filter((text) => !text.includes('410') && !text.includes('favicon'))).toEqual([]);
  },
  60_000,
);

test.skipIf(executablePath === undefined).each(['127.0.0.1', 'localhost', '[::1]'])(
  'the browser may follow the answer to a program on %s',
  async (host) => {
    const complaints: string[] = [];
    const page = await newPage(complaints);
    const { url } = await ask(`http://${host}:${(program.address() as AddressInfo).port}/callback`);
    await page.goto(url);
    if (host === 'localhost') await seen(page, 'approve-redirect');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.waitForURL(/\/callback/);
    expect(received.at(-1)).toMatch(/^\/callback\?code=[\w-]{43}&state=st&iss=http/);
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  },
  60_000,
);

test.skipIf(executablePath === undefined)(
  'a key that no tenant has is asked about once, and the question leads on',
  async () => {
    const page = await newPage([]);
    await gateway.tokenOf('acme');
    const { url } = await ask(`${gateway.url}/oauth/code`, 'globex');
    await page.goto(url);
    await page.getByText('There is no tenant globex yet: approving creates it').waitFor();
    await page.getByLabel('It acts for the tenant').fill('acm');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: 'no tenant acm yet. Approve again to create it, or choose: acme' })
      .waitFor();
    await seen(page, 'approve-new-tenant');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
  },
  60_000,
);
