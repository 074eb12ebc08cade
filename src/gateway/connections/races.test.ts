import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A gateway of a manager, who may name addresses of this machine. */
async function gateway(options: Partial<TinyOptions> = {}) {
  const tiny = await tinyGateway({ app: (_, response) => void response.end('{}'), ...options });
  undo.push(tiny.stop);
  const caller: Caller = { ...tiny.caller, isManager: true };
  const { connections } = tiny.gateway.ports;
  const wait = (id: string) => connections.wait(caller, id, 5_000, new AbortController().signal);
  return { ...tiny, caller, connections, wait };
}

/** An API that takes its time: it answers when `answer` is called. */
async function slowApi() {
  const held: ServerResponse[] = [];
  const server = createServer((_, response) => void held.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  undo.push(() => server.closeAllConnections());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => vi.waitFor(() => expect(held).toHaveLength(1)),
    answer: () => held[0]?.end('{}'),
  };
}

test('credentials tried at an old address are not stored when the app gets a new one meanwhile', async () => {
  const { connections, caller, wait, storage } = await gateway();
  const api = await slowApi();
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  await wait(id);
  const auth = { auth: 'bearer', testPath: '/me' };
  await connections.patch(caller, id, { input: { baseUrl: api.url, ...auth } });
  const patching = connections.patch(caller, id, { input: { token: 'for the old address alone' } });
  await api.asked();
  await connections.patch(caller, id, { input: { baseUrl: 'https://elsewhere.co', ...auth } });
  api.answer();
  await expect(patching).rejects.toMatchObject({ code: 'conflict' });
  expect(await storage.credentials.get(caller.tenantId, id)).toBeUndefined();
  expect(await connections.get(caller, id)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED' });
});

/** Storage whose connection updates fail as long as `isBusy` says so. */
function busy(isBusy: () => boolean) {
  return (storage: Storage): Storage => ({
    ...storage,
    connections: {
      ...storage.connections,
      update: async (...given) => {
        if (isBusy()) throw new PorinError('unavailable', 'The database is busy');
        return storage.connections.update(...given);
      },
    },
  });
}

test('building goes on by itself when the database was busy', async () => {
  let failures = 0;
  const { connections, caller, wait } = await gateway({ storage: busy(() => failures-- > 0) });
  failures = 2;
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  expect(await wait(id)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'provide-input' } });
});

test('a connection that is renamed while it is built is built all the same', async () => {
  let rename: (() => Promise<unknown>) | undefined;
  const storage = (real: Storage): Storage => ({
    ...real,
    connections: {
      ...real.connections,
      async update(selector, ...rest) {
        const first = selector.revision === undefined ? undefined : rename;
        if (first) rename = undefined;
        await first?.();
        return real.connections.update(selector, ...rest);
      },
    },
  });
  const made = await gateway({ storage });
  rename = async () => {
    const [row] = await made.storage.connections.inState('BUILDING', 1);
    await made.storage.connections.update({ tenantId: made.caller.tenantId, id: row?.id ?? '' }, { name: 'Renamed' });
  };
  const { id } = await made.connections.ensure(made.caller, { appUrl: 'unknown.co' });
  expect(await made.wait(id)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', name: 'Renamed' });
});

test('what another node left BUILDING is taken up by who asks for it', async () => {
  const { connections, caller, wait, storage } = await gateway();
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  await wait(id);
  const left = { state: 'BUILDING', question: null, updatedAt: Date.now() - 120_000 } as const;
  await storage.connections.update({ tenantId: caller.tenantId, id }, left);
  expect(await wait(id)).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED' });
});

test('a question that was answered just before a crash is not asked again', async () => {
  const { connections, caller, wait, storage } = await gateway();
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  await wait(id);
  await connections.patch(caller, id, { input: { baseUrl: 'https://api.unknown.co', auth: 'bearer' } });
  const row = await storage.connections.get(caller.tenantId, id);
  await storage.connections.update({ tenantId: caller.tenantId, id }, { question: { about: 'definition' } });
  expect(row?.question).toBeNull();
  expect(await connections.get(caller, id)).toMatchObject({
    clientAction: { type: 'connect' },
    authOptionKey: 'bearer',
  });
});

test('credentials given with an app that was added before are used, and a wrong one leaves nothing', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.headers.authorization === 'Bearer good' ? 200 : 401;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => server.close());
  const { connections, caller, wait } = await gateway();
  const { id, externalAppId: app } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  await wait(id);
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await connections.patch(caller, id, { input: { baseUrl, auth: 'bearer', testPath: '/me' } });
  expect(await connections.create(caller, { app, input: { token: 'good' } })).toMatchObject({ state: 'READY' });
  const count = async () => (await connections.list(caller, {}, { limit: 100 })).items.length;
  const before = await count();
  await expect(connections.create(caller, { app, input: { token: 'bad' } })).rejects.toMatchObject({
    code: 'bad_request',
  });
  expect(await count()).toBe(before);
});

test('what is said with an address that nobody knows is not dropped', async () => {
  const { connections, caller } = await gateway();
  const input = { baseUrl: 'https://api.unknown.co', auth: 'none' };
  expect(await connections.ensure(caller, { appUrl: 'unknown.co', input })).toMatchObject({ state: 'READY' });
});

test('who waits together under several names is each shown a page of its own name', async () => {
  const { connections, caller } = await gateway();
  const { id } = await connections.ensure(caller, { appUrl: 'unknown.co' });
  const waiters = ['One', 'Two'].map((clientName) =>
    connections.wait({ ...caller, clientName }, id, 5_000, new AbortController().signal),
  );
  const pages = (await Promise.all(waiters)).map((view) => view.clientAction?.uiUrl);
  expect(new Set(pages).size).toBe(2);
});
