import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/ports/identity.ts';
import { tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A gateway with a connection to an app that nobody knows, of a tenant or of a manager. */
async function asked({ isManager = true } = {}) {
  const tiny = await tinyGateway({ app: (_, response) => void response.end('{}') });
  undo.push(tiny.stop);
  const caller: Caller = { ...tiny.caller, isManager };
  const { connections } = tiny.gateway.ports;
  const wait = (id: string) => connections.wait(caller, id, 5_000, new AbortController().signal);
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  await wait(id);
  const answer = (input: Record<string, unknown>) => connections.patch(caller, id, { input });
  const ask = (path: string) =>
    tiny.gateway.ports.runs.run(
      caller,
      { api: { method: 'GET', path }, connectionId: id },
      { requestId: 'req_test', signal: new AbortController().signal },
    );
  return { ...tiny, caller, connections, id, wait, answer, ask };
}

/** An API that answers with what it was sent, on this machine. */
async function echo(documents: Readonly<Record<string, string>> = {}) {
  const server = createServer((request, response) => {
    const document = documents[request.url ?? ''];
    if (request.headers.authorization === 'Bearer wrong') response.statusCode = 401;
    response.setHeader('content-type', 'application/json');
    response.end(document ?? JSON.stringify({ url: request.url, headers: request.headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  undo.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const header = { auth: 'api_key_header', headerName: 'X-Api-Key' };

test('an answer makes it an app that can be connected, and requests reach it', async () => {
  const { answer, ask, connections, caller, id } = await asked();
  const baseUrl = await echo();
  expect(await answer({ baseUrl, ...header })).toMatchObject({
    state: 'CLIENT_ACTION_REQUIRED',
    clientAction: { type: 'connect', description: 'Connect unknown.co: enter API key.' },
    authOptionKey: 'api_key_header',
  });
  expect(await connections.patch(caller, id, { input: 'hush' })).toMatchObject({ state: 'READY' });
  const { output } = await ask('/things');
  expect(output).toMatchObject({ url: '/things', headers: { 'x-api-key': 'hush' } });
});

test('credentials may come along, and are tried with the test path', async () => {
  const { answer, connections, caller, id } = await asked();
  const how = { baseUrl: await echo(), auth: 'bearer', testPath: '/me' };
  await expect(answer({ ...how, token: 'wrong' })).rejects.toMatchObject({ code: 'bad_request' });
  expect(await connections.get(caller, id)).toMatchObject({ clientAction: { type: 'connect' }, canTest: true });
  expect(await connections.patch(caller, id, { input: 'right' })).toMatchObject({ state: 'READY' });
  expect(await connections.test(caller, id)).toEqual({ success: true });
});

test('an app without credentials is ready at once', async () => {
  const { answer, ask } = await asked();
  expect(await answer({ baseUrl: await echo(), auth: 'none' })).toMatchObject({ state: 'READY', connected: true });
  expect((await ask('/x')).output).toMatchObject({ url: '/x' });
});

test('a tenant’s word opens no private address', async () => {
  const { answer, ask, storage, connections, caller, id } = await asked({ isManager: false });
  await expect(answer({ baseUrl: await echo(), auth: 'none' })).rejects.toThrow('input.baseUrl: expected https://');
  expect(await connections.get(caller, id)).toMatchObject({ clientAction: { type: 'provide-input' } });
  // A name that leads to this machine gets past the form, not past the egress.
  await answer({ baseUrl: 'https://localtest.me', auth: 'none' });
  const [row] = await storage.apps.onHost(caller.tenantId, 'unknown.co');
  await storage.apps.patch(row?.id ?? '', { definition: { ...row!.definition!, baseUrl: await echo() } });
  await expect(ask('/x')).rejects.toMatchObject({ code: 'egress_denied' });
});

test('a tenant’s word about the workspace’s app holds for that tenant alone', async () => {
  const { connections, caller, id, storage } = await asked({ isManager: true });
  const row = await storage.tenants.ensure('member', 1);
  const member: Caller = { ...caller, isManager: false, tenantId: row.id, tenantKey: row.key };
  const theirs = await connections.ensure(member, { appUrl: 'unknown.co' });
  await connections.wait(member, theirs.id, 5_000, new AbortController().signal);
  const said = { baseUrl: 'https://api.unknown.co', auth: 'bearer' };
  const answered = await connections.patch(member, theirs.id, { input: said });
  expect(answered).toMatchObject({ clientAction: { type: 'connect' } });
  expect(answered.externalAppId).not.toBe(theirs.externalAppId);
  expect(await connections.get(caller, id)).toMatchObject({ clientAction: { type: 'provide-input' } });
  expect((await connections.ensure(member, { appUrl: 'unknown.co' })).id).toBe(theirs.id);
});

test('the manager’s word moves everybody’s connection on', async () => {
  const { connections, caller, answer, storage } = await asked();
  const row = await storage.tenants.ensure('member', 1);
  const member: Caller = { ...caller, isManager: false, tenantId: row.id, tenantKey: row.key };
  const theirs = await connections.ensure(member, { appUrl: 'unknown.co' });
  await connections.wait(member, theirs.id, 5_000, new AbortController().signal);
  await answer({ baseUrl: await echo(), auth: 'bearer' });
  expect(await connections.get(member, theirs.id)).toMatchObject({ clientAction: { type: 'connect' } });
});

test('new addresses never get what was given for the old ones', async () => {
  const { answer, storage, caller, id, connections } = await asked();
  await answer({ baseUrl: await echo(), auth: 'bearer', token: 'hush' });
  expect(await storage.credentials.get(caller.tenantId, id)).toBeDefined();
  const moved = await answer({ baseUrl: await echo(), auth: 'bearer' });
  expect(moved).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'connect' } });
  expect(await storage.credentials.get(caller.tenantId, id)).toBeUndefined();
  expect(await connections.patch(caller, id, { input: 'again' })).toMatchObject({ state: 'READY' });
});

test('the client of OAuth goes to the app’s integration, its secret sealed', async () => {
  const { answer, storage } = await asked();
  const oauth = { auth: 'oauth2', authorizeUrl: 'https://unknown.co/a', tokenUrl: 'https://unknown.co/t' };
  const lacking = await answer({ baseUrl: 'https://api.unknown.co', ...oauth });
  expect(lacking).toMatchObject({
    state: 'CONFIGURATION_ERROR',
    error: { message: expect.stringContaining('clientId') },
  });
  expect(lacking.clientAction).toBeUndefined();
  const view = await answer({ baseUrl: 'https://api.unknown.co', ...oauth, clientId: 'me', clientSecret: 'hush' });
  expect(view).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', canRefreshCredentials: true });
  const app = view.externalAppId ?? '';
  expect(await storage.integrations.get(app)).toMatchObject({ parameters: { clientId: 'me' } });
  expect(JSON.stringify(await storage.secrets.get(app))).not.toContain('hush');
});

describe('an OpenAPI document', () => {
  const document = (url: string) => ({
    openapi: '3.0.0',
    servers: [{ url }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  });

  test('says it, given as it is, as text or by its address', async () => {
    const { answer } = await asked();
    const base = await echo();
    const address = await echo({ '/openapi.json': JSON.stringify(document(base)) });
    for (const openapi of [document(base), JSON.stringify(document(base)), `${address}/openapi.json`])
      expect(await answer({ openapi })).toMatchObject({ authOptionKey: 'api_key_header' });
  });

  test('that names several is asked about again, and the rest is told', async () => {
    const { answer, connections, caller, id } = await asked();
    const servers = [{ url: 'https://eu.unknown.co' }, { url: 'https://us.unknown.co' }];
    const openapi = { ...document(''), servers };
    await expect(answer({ openapi })).rejects.toThrow(
      'input.baseUrl: the document names several: https://eu.unknown.co, https://us',
    );
    expect(await connections.get(caller, id)).toMatchObject({ clientAction: { type: 'provide-input' } });
    expect(await answer({ openapi, baseUrl: 'https://us.unknown.co' })).toMatchObject({
      clientAction: { type: 'connect' },
    });
  });

  test.each([
    ['openapi: 3.0.0\ninfo: {}\n', 'the document is YAML'],
    ['<html>', 'the document is not JSON'],
  ])('that is no JSON is refused: %j', async (text, message) => {
    const { answer } = await asked();
    const address = await echo({ '/d': text });
    await expect(answer({ openapi: `${address}/d` })).rejects.toThrow(message);
  });

  test('is fetched from public addresses alone, when a tenant names it', async () => {
    const { answer } = await asked({ isManager: false });
    await expect(answer({ openapi: `${await echo()}/d` })).rejects.toMatchObject({ code: 'egress_denied' });
  });
});
