import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPorinError } from '../../kernel/errors.ts';
import type { ConnectionEdit, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionPatch } from '../../kernel/ports/storage.ts';
import { tinyGateway } from '../gateway.fixture.ts';

let tiny: Awaited<ReturnType<typeof tinyGateway>>;
let caller: Caller;
beforeAll(async () => {
  tiny = await tinyGateway({ app: (_, response) => void response.end('{}') });
  caller = { ...tiny.caller, isManager: true };
});
afterAll(() => tiny.stop());

const ports = () => tiny.gateway.ports.connections;
let apps = 0;

/** A connection to an app of its own, which asks how one talks to it. */
async function asking(): Promise<ConnectionView> {
  apps += 1;
  const { id } = await ports().ensure(caller, { appUrl: `unknown${apps}.co` });
  return ports().wait(caller, id, 5_000, new AbortController().signal);
}

const definition = { baseUrl: 'https://api.unknown.co', auth: 'bearer' };

async function defined(): Promise<ConnectionView> {
  const { id } = await asking();
  return ports().patch(caller, id, { input: { ...definition, token: 'hush' } });
}

/** The same, put into a state past the gateway. */
const forced = (make: () => Promise<ConnectionView>, patch: ConnectionPatch) => async () => {
  const made = await make();
  await tiny.storage.connections.update({ tenantId: caller.tenantId, id: made.id }, patch);
  return made;
};
const archived = (make: () => Promise<ConnectionView>) => async () => ports().archive(caller, (await make()).id);

const error = { message: 'It is so', at: 1, status: 401 };
const building = forced(asking, { state: 'BUILDING', question: null });
const failed = forced(asking, { state: 'SETUP_FAILED', question: null, error });
const lostOption = forced(defined, { authOption: 'gone' });
const states: Readonly<Record<string, () => Promise<ConnectionView>>> = {
  'one that asks': asking,
  'one that is READY': defined,
  'one that was refused': forced(defined, { state: 'CLIENT_ACTION_REQUIRED', error }),
  'one that is BUILDING': building,
  'one whose setup failed': failed,
  'one that is DISCONNECTING': forced(defined, { state: 'DISCONNECTING' }),
  'one whose app is gone': forced(defined, { app: 'app_gone' }),
  'one whose way to authenticate is gone': lostOption,
  'one that waits, and whose way to authenticate is gone': forced(defined, {
    authOption: 'gone',
    state: 'CLIENT_ACTION_REQUIRED',
  }),
  'an archived one': archived(defined),
  'an archived one that asks': archived(asking),
  'an archived one that is BUILDING': archived(building),
  'an archived one whose setup failed': archived(failed),
};

const patch = (edit: ConnectionEdit) => (id: string) => ports().patch(caller, id, edit);
const operations: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  get: (id) => ports().get(caller, id),
  'get with secrets': (id) => ports().get(caller, id, { includeSecrets: true }),
  wait: (id) => ports().wait(caller, id, 1, new AbortController().signal),
  list: () => ports().list(caller, { includeArchived: true }, { limit: 1_000 }),
  rename: patch({ name: 'Renamed' }),
  'bare credentials': patch({ input: 'hush' }),
  credentials: patch({ input: { token: 'hush' } }),
  nothing: patch({ input: {} }),
  definition: patch({ input: definition }),
  'an open definition': patch({ input: { ...definition, auth: 'none' } }),
  option: patch({ authOptionKey: 'bearer' }),
  put: (id) => ports().put(caller, id, { name: 'Put' }),
  archive: (id) => ports().archive(caller, id),
  restore: (id) => ports().restore(caller, id),
  disconnect: (id) => ports().disconnect(caller, id),
  reconnect: (id) => ports().reconnect(caller, id),
  refresh: (id) => ports().refresh(caller, id),
  test: (id) => ports().test(caller, id),
};

/** A caller's mistake or a state of things; never a fault of our own. */
const answers = ['bad_request', 'conflict', 'not_found', 'client_action_required', 'configuration'];

describe.each(Object.keys(states))('%s', (state) => {
  test.each(Object.keys(operations))('answers %s, and is whole afterwards', async (operation) => {
    const made = await states[state]?.();
    const id = made?.id ?? '';
    try {
      await operations[operation]?.(id);
    } catch (thrown) {
      if (!isPorinError(thrown) || !answers.includes(thrown.code)) throw thrown;
    }
    const row = await tiny.storage.connections.get(caller.tenantId, id);
    const credentials = await tiny.storage.credentials.get(caller.tenantId, id);
    if (row?.state === 'READY' && row.authOption !== 'none') expect(credentials).toBeDefined();
    if (row?.archivedAt !== null) expect(credentials).toBeUndefined();
    const view = await ports().get(caller, id);
    expect(view.clientAction !== undefined).toBe(view.state === 'CLIENT_ACTION_REQUIRED' && !view.archivedAt);
    if (['CONFIGURATION_ERROR', 'SETUP_FAILED'].includes(view.state)) expect(view.error?.message).toBeTruthy();
  });
});

test.each(['bare credentials', 'reconnect'])(
  'a connection whose way to authenticate is gone is connected by another with %s',
  async (operation) => {
    const { id } = await lostOption();
    expect(await ports().get(caller, id)).toMatchObject({ state: 'CONFIGURATION_ERROR', connected: false });
    await operations[operation]?.(id);
    expect(await ports().patch(caller, id, { input: 'hush' })).toMatchObject({
      state: 'READY',
      authOptionKey: 'bearer',
    });
  },
);

test('a connection names its tenant and its integration', async () => {
  const { id } = await defined();
  const view = await ports().get(caller, id);
  expect(view).toMatchObject({
    user: { id: caller.tenantId, internalId: caller.tenantKey },
    integration: { id: view.externalAppId, name: view.name, connectorId: view.externalAppId },
  });
});

describe('a list', () => {
  test('stores links for the first that wait, and says where the others are', async () => {
    const tenant = await tiny.storage.tenants.ensure('many', 1);
    const many: Caller = { ...caller, tenantId: tenant.id };
    for (let made = 0; made < 25; made += 1) await ports().create(many, { app: 'tiny', authOptionKey: 'key' });
    const { items } = await ports().list(many, {}, { limit: 100 });
    expect(items.filter(({ clientAction }) => clientAction?.uiUrl !== undefined)).toHaveLength(20);
    const last = items.at(-1);
    expect(last?.clientAction).toMatchObject({
      type: 'connect',
      agentInstructions: `porin connection get ${last?.id} --json shows the page to open`,
    });
  });
});
