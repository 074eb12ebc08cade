import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContext } from '../../src/faces/cli/context.ts';
import type { CliIo } from '../../src/faces/cli/io.ts';
import { connectInBrowser } from '../../src/faces/cli/local/connect.ts';
import { cli } from '../../src/faces/cli/testkit.ts';
import * as catalog from '../../src/faces/client/catalog.gen.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';

// The app itself is imitated by the sandbox of another gateway, so that a key can be entered.
let live: TestGateway;
let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  live = await bootGateway();
  gateway = await bootGateway({
    settings: { appBaseUrls: { [app]: live.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await live?.stop();
});

async function run(...argv: string[]): Promise<{ code: number; document: any; stderr: string }> {
  const { code, stdout, stderr } = await cli([...argv, '--json'], {
    env: { ...gateway.env, PORIN_TOKEN: token },
    catalog,
  });
  return { code, document: JSON.parse(stdout), stderr };
}

async function withTenant(tenant: string): Promise<void> {
  token = await gateway.tokenOf(tenant);
}

describe('a published skill of the first generation', () => {
  test('searches, connects, lists actions and runs one, word for word', async () => {
    await withTenant('skill');
    const found = await run('search', app, '--elementType=connector');
    const connectorId = found.document.items[0].element.id;
    const connected = await run('connect', `--connectorId=${connectorId}`, '--sandbox');
    expect(connected).toMatchObject({ code: 0, document: { state: 'READY', connectorId: app } });
    const { document: connections } = await run('connection', 'list');
    expect(connections.items.map(({ id }: any) => id)).toEqual([connected.document.id]);
    const actions = await run('action', 'list', '--intent=list conferences', `--connectionId=${connected.document.id}`);
    const action = actions.document.items.find(({ key }: any) => key === 'list-conferences').id;
    const answer = await run(
      'action',
      'run',
      `--connectionId=${connected.document.id}`,
      action,
      '--input',
      '{ "status": "active" }',
    );
    expect(answer.document).toMatchObject({ output: expect.anything() });
  });

  test('is told at once what its user has to open, and gets the same connection again', async () => {
    await withTenant('headless');
    const first = await run('connect', `--connectorId=${app}`);
    expect(first).toMatchObject({
      code: 0,
      document: {
        state: 'CLIENT_ACTION_REQUIRED',
        clientAction: { type: 'connect', uiUrl: expect.stringContaining('/connect/') },
      },
    });
    expect((await run('connect', `--connectorId=${app}`)).document.id).toBe(first.document.id);
    expect((await run('connect', `--integrationKey=${app}`)).document.id).toBe(first.document.id);
    expect((await run('connect', 'https://www.clickmeeting.com/')).document.id).toBe(first.document.id);
    expect((await run('connect', `--connectorId=${app}`, '--allowMultipleConnections')).document.id).not.toBe(
      first.document.id,
    );
  });

  test('goes on with an app that nothing knows: the search names it, connecting asks about it', async () => {
    await withTenant('unknown');
    // The last is not far from an app that has a connector, and is another one.
    for (const q of ['Obscure Ledger Suite', 'obscure-ledger.example', 'clickmeter']) {
      const found = await run('search', q, '--elementType=connector');
      const id = found.document.items[0].element.id;
      const { code, document } = await run('connect', `--connectorId=${id}`);
      expect(code).toBe(0);
      expect(document).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
      expect((await run('connect', `--connectorId=${id}`)).document.id).toBe(document.id);
    }
  });
});

describe('connect', () => {
  test('takes the key of a connection, and gives it to a new one', async () => {
    await withTenant('keys');
    const first = await run('connect', app, '--connectionKey=main', '--sandbox');
    expect(first.document).toMatchObject({ key: 'main', state: 'READY' });
    const again = await run('connect', '--connectionKey=main');
    expect(again.document).toMatchObject({ id: first.document.id, state: 'CLIENT_ACTION_REQUIRED' });
    const byId = await run('connect', `--connectionId=${first.document.id}`);
    expect(byId.document).toMatchObject({ id: first.document.id, state: 'CLIENT_ACTION_REQUIRED' });
  });

  test('uses the integration that is named', async () => {
    const made = await gateway.call('POST /integrations', { body: { connectorId: app, key: 'cli-own' } });
    await withTenant('integrations');
    const { document } = await run('connect', '--integrationKey=cli-own', '--name', 'Ours');
    expect(document).toMatchObject({ integrationId: made.body.id, name: 'Ours' });
    expect((await run('connect', `--integrationId=${made.body.id}`)).document.id).toBe(document.id);
  });

  test('refuses what it does not know, and to connect nothing', async () => {
    const nothing = await run('connect');
    expect(nothing).toMatchObject({
      code: 2,
      document: { error: { message: expect.stringContaining('Nothing to connect') } },
    });
    const unknown = await run('connect', '--connectorId=no-such-connector');
    expect(unknown.code).toBe(5);
    expect((await run('connect', '--connectionId=con_nothing')).code).toBe(5);
  });
});

describe('at a terminal', () => {
  /** A browser that notes what it was asked to open. */
  function noteTaking(): { path: string; opened: () => string } {
    const directory = mkdtempSync(join(tmpdir(), 'porin-browser-'));
    const note = join(directory, 'opened');
    writeFileSync(join(directory, 'xdg-open'), `#!/bin/sh\nprintf '%s' "$1" > '${note}'\n`);
    chmodSync(join(directory, 'xdg-open'), 0o755);
    return {
      path: `${directory}:${process.env['PATH']}`,
      opened: () => (existsSync(note) ? readFileSync(note, 'utf8') : ''),
    };
  }

  function terminal(env: Record<string, string | undefined>, onSignal: CliIo['onSignal']) {
    const written: string[] = [];
    const stream = { write: (text: string | Uint8Array) => written.push(String(text)) };
    const io = {
      stdout: stream,
      stderr: stream,
      stdin: Readable.from([]),
      env: { ...gateway.env, PORIN_TOKEN: token, DISPLAY: ':99', ...env },
      cwd: tmpdir(),
      version: '0',
      program: 'porin',
      now: Date.now,
      boot: () => Promise.reject(new Error('this test starts no gateway')),
      self: [],
      onSignal,
    };
    const globals = {
      json: false,
      quiet: false,
      color: false,
      timeoutMs: undefined,
      url: gateway.url,
      token,
      tenantKey: undefined,
      dataDir: undefined,
      debug: false,
      workspaceKey: undefined,
    };
    return { context: createContext(io, globals, catalog), written: () => written.join('') };
  }

  test.skipIf(process.platform !== 'linux')('opens the page and waits until the connection is ready', async () => {
    await withTenant('terminal');
    const { document } = await run('connect', `--connectorId=${app}`);
    const browser = noteTaking();
    const { context, written } = terminal({ PATH: browser.path }, () => () => undefined);
    const ending = connectInBrowser(context, document);
    await expect.poll(browser.opened).toBe(document.clientAction.uiUrl);
    const input = { apiKey: live.sandbox.apiKey };
    await gateway.call(`PATCH /connections/${document.id}`, { token, body: { input } });
    expect(await ending).toBe(0);
    expect(written()).toContain('READY');
    expect(written()).toContain(document.id);
  });

  test.skipIf(process.platform !== 'linux')('ends the waiting when the connection is archived', async () => {
    await withTenant('archived');
    const { document } = await run('connect', `--connectorId=${app}`);
    const { context } = terminal({ PATH: noteTaking().path }, () => () => undefined);
    const ending = connectInBrowser(context, document);
    await gateway.call(`DELETE /connections/${document.id}`, { token });
    expect(await ending).toBe(1);
  });

  test.skipIf(process.platform !== 'linux')('ends the waiting at Ctrl-C and says how to go on', async () => {
    await withTenant('interrupted');
    const { document } = await run('connect', `--connectorId=${app}`);
    let press = () => {};
    const { context, written } = terminal({ PATH: noteTaking().path }, (listener) => {
      press = () => listener('SIGINT');
      return () => undefined;
    });
    const ending = connectInBrowser(context, document);
    await expect.poll(written).toContain(document.clientAction.uiUrl);
    await new Promise((resolve) => setTimeout(resolve, 300));
    press();
    expect(await ending).toBe(130);
    expect(written()).toContain(`connection get ${document.id}`);
  });
});
