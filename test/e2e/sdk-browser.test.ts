import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { executablePath, launchChromium } from '../support/chromium.ts';
import { complaintsOf, startSite } from './connect-browser.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

// A live connection to an app that is imitated on this machine, so that a key has to be entered.
let app: TestGateway;
let gateway: TestGateway;
let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;
let page: Page;
let complaints: string[];
let token: string;
let tenant = 0;

beforeAll(async () => {
  if (executablePath === undefined) return;
  app = await bootGateway();
  gateway = await bootGateway({
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
  browser = await launchChromium();
  site = await startSite();
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await gateway?.stop();
  await app?.stop();
});

beforeEach(async () => {
  if (executablePath === undefined) return;
  tenant += 1;
  const { body } = await gateway.call('GET /org-workspaces');
  const made = await gateway.call(`POST /org-workspaces/${body.items?.[0]?.id ?? body[0]?.id}/access-token`, {
    body: { tenantKey: `person-${tenant}` },
  });
  token = made.body.token;
  const context = await browser.newContext();
  page = await context.newPage();
  complaints = complaintsOf(page);
  await page.goto(site.url);
});

/** Runs a line of the site's own code, whose `client` is the SDK; the result waits in `window.outcome`. */
async function begin(code: string): Promise<void> {
  await page.evaluate(
    `window.client = new MembraneClient({ token: ${JSON.stringify(token)}, apiUri: '${gateway.url}', uiUri: '${gateway.url}' });
     window.outcome = Promise.resolve().then(() => ${code}).then((value) => ({ value }), (error) => ({ error: { message: error.message, data: error.data, name: error.constructor.name } }));
     undefined`,
  );
}
async function popupOf(code: string): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), begin(code)]);
  return popup;
}
const outcome = (): Promise<any> => page.evaluate('window.outcome');

const suite = describe.skipIf(executablePath === undefined);

suite('connect() of the SDK on another site', { timeout: 60_000 }, () => {
  test('by popup: the person enters the key, and the promise has the connection', async () => {
    const popup = await popupOf("client.connect({ integrationKey: 'clickmeeting', authOptionKey: 'by-hand' })");
    await popup.getByRole('heading', { name: 'Connect ClickMeeting' }).waitFor();
    expect(popup.url()).not.toContain(token);
    await popup.getByLabel('API key').fill('wrong');
    await popup.getByRole('button', { name: 'Connect' }).click();
    await popup.getByRole('alert').waitFor();
    await popup.getByLabel('API key').fill(app.sandbox.apiKey);
    await popup.getByRole('button', { name: 'Connect' }).click();
    const { value } = await outcome();
    expect(value).toMatchObject({ state: 'READY', integrationId: 'clickmeeting', connected: true });
    expect(complaints).toEqual([]);
    await popup.waitForEvent('close');
  });

  test('by hidden iframe: the input that came along is tried at once', async () => {
    await begin(
      `client.integration('clickmeeting').connect({ authOptionKey: 'api-key', input: { apiKey: '${app.sandbox.apiKey}' } })`,
    );
    expect((await outcome()).value).toMatchObject({ state: 'READY', externalAppId: 'clickmeeting' });
    expect(complaints).toEqual([]);
  });

  test('a refusal rejects the promise with the app’s reason', async () => {
    await begin(
      `client.integration('clickmeeting').connect({ authOptionKey: 'api-key', input: { apiKey: '${'z'.repeat(30)}' } })`,
    );
    const { error } = await outcome();
    expect(error.message).toContain('401');
    expect(error.data).toMatchObject({ type: 'bad_request' });
    expect(error.data.data.connectionId).toMatch(/^con_/);
    expect(JSON.stringify(error)).not.toContain('z'.repeat(30));
  });

  test('the event stream alone is enough when messages do not arrive', async () => {
    await page.evaluate(
      "window.addEventListener('message', (event) => event.stopImmediatePropagation(), true); undefined",
    );
    await begin(
      `client.integration('clickmeeting').connect({ authOptionKey: 'api-key', input: { apiKey: '${app.sandbox.apiKey}' } })`,
    );
    expect((await outcome()).value).toMatchObject({ state: 'READY' });
  });

  test('the message alone is enough when event streams do not work', async () => {
    await page.evaluate('window.EventSource = class { close() {} }; undefined');
    await begin(
      `client.integration('clickmeeting').connect({ authOptionKey: 'api-key', input: { apiKey: '${app.sandbox.apiKey}' } })`,
    );
    expect((await outcome()).value).toMatchObject({ state: 'READY' });
    expect(complaints).toEqual([]);
  });

  test('in the same window: the browser comes back to redirectUri with the connection', async () => {
    await begin(
      `client.connect({ integrationKey: 'clickmeeting', sameWindow: true, redirectUri: '${site.url}/back?of=site' })`,
    );
    await page.getByLabel('API key').fill(app.sandbox.apiKey);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.waitForURL(/\/back\?of=site&connectionId=con_/);
    expect(complaints).toEqual([]);
  });

  test('cancelling sends the browser back with the reason', async () => {
    await begin(
      `client.connect({ integrationKey: 'clickmeeting', sameWindow: true, redirectUri: '${site.url}/back' })`,
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(/\/back\?error=/);
  });

  test('cancelling in the popup rejects the promise', async () => {
    const popup = await popupOf("client.connect({ integrationKey: 'clickmeeting', authOptionKey: 'by-hand' })");
    await popup.getByRole('button', { name: 'Cancel' }).click();
    expect((await outcome()).error.message).toContain('cancelled');
  });

  test('a token that is no good rejects the promise', async () => {
    await begin(`client.integration('clickmeeting').get()`);
    expect((await outcome()).value.key).toBe('clickmeeting');
    await page.evaluate(
      `client.post = async () => [{ key: 'api-key', type: 'client-credentials' }]; client.getToken = async () => 'pat-none'; undefined`,
    );
    await page.evaluate(
      `window.outcome = client.connect({ integrationKey: 'clickmeeting', authOptionKey: 'api-key', input: {} }).then((value) => ({ value }), (error) => ({ error: { message: error.message, data: error.data } })); undefined`,
    );
    expect((await outcome()).error.data.key).toBe('not_authenticated');
  });
});

suite('screens that the SDK frames', { timeout: 60_000 }, () => {
  test.each([
    ["client.integration('clickmeeting').openNewConnection()"],
    ["client.integration('clickmeeting').openNewConnectionV2({ name: 'Mine' })"],
    ["client.ui.connect({ integrationKey: 'clickmeeting', theme: 'dark' })"],
  ])('%s connects and gives the connection', async (code) => {
    await begin(code);
    const frame = page.frameLocator('#__integration-app-popup');
    await frame.getByLabel('API key').fill('wrong');
    await frame.getByRole('button', { name: 'Connect' }).click();
    await frame.getByRole('alert').waitFor();
    await frame.getByLabel('API key').fill(app.sandbox.apiKey);
    await frame.getByRole('button', { name: 'Connect' }).click();
    expect((await outcome()).value).toMatchObject({ state: 'READY', connected: true });
    await page.locator('#__integration-app-popup').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('reconnecting and ui.connection replace the credentials of a connection', async () => {
    const { body } = await gateway.call('POST /connections/ensure', {
      token,
      body: { appUrl: 'clickmeeting.com', input: app.sandbox.apiKey },
    });
    for (const code of [
      `client.connection('${body.id}').openReconnectUI()`,
      `client.ui.connection({ connectionId: '${body.id}' })`,
    ]) {
      await begin(code);
      const frame = page.frameLocator('#__integration-app-popup');
      await frame.getByText('It is connected and works').waitFor();
      await frame.getByLabel('API key').fill(app.sandbox.apiKey);
      await frame.getByRole('button', { name: 'Connect' }).click();
      expect((await outcome()).value.id).toBe(body.id);
      await page.locator('#__integration-app-popup').waitFor({ state: 'detached' });
    }
  });

  test('cancelling closes the frame with nothing', async () => {
    await begin("client.ui.connect({ integrationKey: 'clickmeeting' })");
    await page.frameLocator('#__integration-app-popup').getByRole('button', { name: 'Cancel' }).click();
    expect((await outcome()).value).toBe(null);
  });

  test('a screen that is not there says so and can be closed', async () => {
    await begin("client.ui.UNSAFE_agentSession({ sessionId: 'x' }).then(() => 'closed')");
    const frame = page.frameLocator('#__integration-app-popup');
    await frame.getByRole('heading', { name: 'Not available' }).waitFor();
    await frame.getByRole('button', { name: 'Close' }).click();
    expect((await outcome()).value).toBe('closed');
  });
});
