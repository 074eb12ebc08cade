import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

let app: TestGateway;
let gateway: TestGateway;
let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined) return;
  app = await bootGateway();
  gateway = await bootGateway({
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  await app?.stop();
});

test.skipIf(executablePath === undefined)(
  'a person opens the link, enters the key, sees that it is connected, and opens the room',
  async () => {
    const { body: connection } = await gateway.call('POST /connections/ensure', {
      body: { appUrl: 'clickmeeting.com' },
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const seen = async (name: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          const overflow = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
          expect({ name, width, overflow }).toEqual({ name, width, overflow: false });
          await page.screenshot({ path: join(tmpdir(), `porin-${name}-${colorScheme}-${width}.png`) });
        }
      }
    };
    await page.goto(connection.clientAction.uiUrl);
    await seen('connect');
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('alert').waitFor();
    await seen('refused');
    await page.getByLabel('API key').fill(app.sandbox.apiKey);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('heading', { name: 'ClickMeeting is connected' }).waitFor();
    await seen('connected');

    const { body } = await gateway.run('create-conference', connection.id, {
      name: 'Launch day',
      room_type: 'webinar',
      permanent_room: true,
      access_type: 1,
    });
    const answer = await page.goto(body.output.room_url);
    expect(answer?.status()).toBe(200);
    await page.getByText('Launch day').first().waitFor();
    await seen('room');
    await page.goto(gateway.url);
    await seen('home');
    // A refused form is an answer of 422, which the browser notes by itself.
    expect(complaints.filter((text) => !text.includes('422') && !text.includes('favicon'))).toEqual([]);
  },
  60_000,
);
