import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../../../sandbox/server.ts';
import definition from '../index.ts';

export interface House {
  readonly sandbox: RunningSandbox;
  /** Errors of scripts, violated policies and opened dialogs of all its people's pages. */
  readonly complaints: string[];
  /** A browser of its own: other cookies than everybody else's. */
  person(options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  api(method: string, path: string, form?: string): Promise<any>;
  bytes(url: string): Promise<Uint8Array>;
  /** A room made for the test. */
  room(form: string): Promise<any>;
  /** The address that enters a room as somebody. */
  login(room: any, form: string): Promise<string>;
}

/** A sandbox that listens, with people who look at it in Chromium; closed when the test ends. */
export async function openHouse(browser: Browser): Promise<House> {
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0 });
  const contexts: BrowserContext[] = [];
  onTestFinished(async () => {
    for (const context of contexts) await context.close();
    await sandbox.close();
  });
  const complaints: string[] = [];
  const headers = { 'x-api-key': sandbox.credentials['apiKey'] ?? '' };
  const api: House['api'] = async (method, path, form) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = form === undefined ? {} : { body: form };
    const response = await fetch(`${sandbox.url}${path}`, { method, headers: { ...headers, ...type }, ...body });
    return response.json();
  };
  return {
    sandbox,
    complaints,
    api,
    bytes: async (url) => new Uint8Array(await (await fetch(url, { headers })).arrayBuffer()),
    room: async (form) => {
      const preset = 'room_type=meeting&permanent_room=1&access_type=1';
      return (await api('POST', '/conferences', `${preset}&${form}`)).room;
    },
    login: async (room, form) => {
      const { autologin_hash: hash } = await api('POST', `/conferences/${room.id}/room/autologin_hash`, form);
      return `${room.room_url}?l=${hash}`;
    },
    person: async (options = {}) => {
      const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 }, ...options });
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      watch(page, complaints);
      return page;
    },
  };
}

function watch(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    // A refused form is an answer of 4xx, which the browser notes by itself.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
}

/** Enters by the form of the door. */
export async function enter(page: Page, url: string, { name, email }: { name: string; email: string }): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Enter' }).click();
}

/** A page of another site around a frame; `localhost` is another site than `127.0.0.1`. */
export async function startSite(frame: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(
      `<!doctype html><link rel="icon" href="data:,"><title>Site</title><iframe src="${frame}" width="900" height="700"></iframe>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
