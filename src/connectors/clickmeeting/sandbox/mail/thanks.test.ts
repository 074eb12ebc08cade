import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { createBrowser, stateOf } from '../browser.fixture.ts';
import { type Api, hold } from '../play.fixture.ts';
import { leafOf, readMime } from './mime.fixture.ts';

async function register({ sandbox, send }: Api, name: string, lang = 'pl'): Promise<string> {
  const person = `registration[1]=${name}&registration[2]=Nowak&registration[3]=${name.toLowerCase()}@example.com`;
  const mail = `&confirmation_email[enabled]=1&confirmation_email[lang]=${lang}`;
  const { json } = await send('POST', '/conferences/10001/registration', { form: person + mail });
  sandbox.world.outbox.clear();
  return json.url;
}

async function openRoom(settings = ''): Promise<Api> {
  const api = await bootApi();
  await api.send('PUT', '/conferences/10001', { form: `registration[enabled]=1&lobby_enabled=0${settings}` });
  return api;
}

const leave = (browser: ReturnType<typeof createBrowser>, path: string) => browser.post(path, { action: 'leave' });

test('who attended is thanked when the session is over, in the language of the confirmation', async () => {
  const api = await openRoom('&settings[thank_you_page_url]=https://example.com/thanks?a=1%262');
  const url = await register(api, 'Anna');
  const browser = createBrowser(api.sandbox);
  const page = await browser.get(url);
  expect(stateOf(page)).toBe('Inside');
  expect(api.sandbox.world.outbox.list()).toEqual([]);
  await leave(browser, page.path);
  const [message] = api.sandbox.world.outbox.list();
  expect(message).toMatchObject({ to: ['anna@example.com'], subject: 'Dziękujemy za udział: Weekly team meeting' });
  const mail = readMime((await api.sandbox.world.outbox.raw(message?.id ?? 0)) ?? new Uint8Array());
  expect(leafOf(mail, 'text/plain').text).toContain('Dzień dobry, Anna Nowak!');
  expect(leafOf(mail, 'text/html').text).toContain('href="https://example.com/thanks?a=1&amp;2"');
});

test('who leaves and comes back the same day is thanked once', async () => {
  const api = await openRoom();
  const url = await register(api, 'Anna');
  const browser = createBrowser(api.sandbox);
  for (let time = 0; time < 2; time += 1) {
    const page = await browser.get(url);
    await leave(browser, page.path);
    api.advance(10);
  }
  expect(api.sandbox.world.outbox.list()).toHaveLength(1);
  api.advance(24 * 60);
  const page = await browser.get(url);
  await leave(browser, page.path);
  expect(api.sandbox.world.outbox.list()).toHaveLength(2);
});

test('nobody is thanked where the room is set not to', async () => {
  const api = await openRoom('&settings[thank_you_emails_enabled]=0');
  const url = await register(api, 'Anna');
  const browser = createBrowser(api.sandbox);
  const page = await browser.get(url);
  await leave(browser, page.path);
  expect(api.sandbox.world.outbox.list()).toEqual([]);
});

test('everybody but the host of a played session is thanked, and of the demo data nobody', async () => {
  const api = await openRoom();
  expect(api.sandbox.world.outbox.list()).toEqual([]);
  const { status } = await hold(api, { room: 10001, attendees: 100 });
  expect(status).toBe(200);
  const addresses = api.sandbox.world.outbox.list().map(({ to }) => to[0]);
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses).toHaveLength(99);
  expect(addresses).not.toContain('host@example.com');
});
