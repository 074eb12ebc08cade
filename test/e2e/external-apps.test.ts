import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await bootGateway();
  token = await gateway.tokenOf('somebody');
});
afterAll(() => gateway.stop());

const call = (route: string, body?: unknown, as: string | undefined = token) =>
  gateway.call(route, { token: as, ...(body === undefined ? {} : { body }) });

const appIds = async (query = '', as = token) => {
  const { body } = await call(`GET /external-apps?limit=100${query}`, undefined, as);
  return body.items.map(({ id }: { id: string }) => id);
};

/** The connection that ensuring an address makes, once it asks for something. */
async function asked(appUrl: string) {
  const { body } = await call('POST /connections/ensure', { appUrl });
  return (await call(`GET /connections/${body.id}?wait=true`)).body;
}

describe('an app that is a slip away from a known one', () => {
  test.each(['clickmeting.com', 'clikcmeeting.com', 'clickmeeting.de'])(
    '%s is added, and asked about first',
    async (host) => {
      const { id, state, clientAction } = await asked(host);
      expect(state).toBe('CLIENT_ACTION_REQUIRED');
      expect(clientAction.description).toMatch(/^Did you mean clickmeeting\.com \(ClickMeeting\)\? /);
      expect(clientAction.agentInstructions).toMatch(
        /^Did you mean clickmeeting\.com \(ClickMeeting\)\? Then run: porin connection ensure clickmeeting\.com --json/,
      );
      expect(clientAction.agentInstructions).toContain(`porin connection delete ${id}.`);
    },
  );

  test.each(['notion.so', 'clickup.com', 'meeting.com'])('%s is not taken for one', async (host) => {
    expect((await asked(host)).clientAction.description).toMatch(new RegExp(`^${host} is not known here yet`));
  });
});

test.each([
  ['POST /connections/ensure', { appUrl: 'rubbish.example', sandbox: true }],
  ['POST /connections/ensure', { connectorId: 'new:rubbish.example', sandbox: true }],
  ['POST /connections', { connectorId: 'new:rubbish.example', sandbox: true }],
  ['POST /connections', { intent: 'rubbish.example', sandbox: true }],
])('a sandbox that there is not leaves no app behind: %s %j', async (route, body) => {
  const before = await appIds();
  expect(await call(route, body)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('sandbox: ') },
  });
  expect(await appIds()).toEqual(before);
});

describe('an added app', () => {
  const added = async (name: string, as = token) => (await call('POST /external-apps', { name }, as)).body.id;

  test('is renamed and removed', async () => {
    const id = await added('Passing Fancy');
    const renamed = await call(`PATCH /external-apps/${id}`, { name: 'Lasting Fancy' });
    expect(renamed).toMatchObject({ status: 200, body: { id, name: 'Lasting Fancy' } });
    expect(await call(`DELETE /external-apps/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect(await call(`GET /external-apps/${id}`)).toMatchObject({ status: 404 });
    expect(await call(`DELETE /external-apps/${id}`)).toMatchObject({ status: 404 });
  });

  test('stays while it has connections, which are named, and goes when they are archived', async () => {
    const { id, externalAppId } = await asked('in-use.example');
    expect(await call(`DELETE /external-apps/${externalAppId}`)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining(id), hint: expect.stringContaining(`porin connection delete ${id}`) },
    });
    await call(`DELETE /connections/${id}`);
    expect(await call(`DELETE /external-apps/${externalAppId}`)).toMatchObject({ status: 200 });
    expect(await call(`GET /connections?includeArchived=true`)).toMatchObject({ status: 200 });
  });

  test("is its tenant's alone, the workspace's is for managers, and a connector's is for nobody", async () => {
    const id = await added('Mine Alone');
    const other = await gateway.tokenOf('another');
    const workspaces = await gateway.call('GET /org-workspaces');
    const { body } = await gateway.call(`POST /org-workspaces/${workspaces.body.items[0].id}/access-token`, {
      body: { isAdmin: true },
    });
    const shared = await added('For Everybody', body.token);
    for (const verb of ['DELETE', 'PATCH']) {
      const change = (which: string, as?: string) =>
        call(`${verb} /external-apps/${which}`, verb === 'PATCH' ? { name: 'Taken' } : undefined, as);
      expect(await change(id, other)).toMatchObject({ status: 404 });
      expect(await change(shared)).toMatchObject({ status: 403 });
      expect(await change(app)).toMatchObject({ status: 400 });
    }
    expect(await call(`DELETE /external-apps/${shared}`, undefined, body.token)).toMatchObject({ status: 200 });
  });
});

test('the list of apps is filtered by what is connected, and a category finds none', async () => {
  const tester = await gateway.tokenOf('filterer');
  const all = await appIds('', tester);
  expect(await appIds('&isConnected=true', tester)).toEqual([]);
  await call('POST /connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true }, tester);
  expect(await appIds('&isConnected=true', tester)).toEqual([app]);
  expect(await appIds('&isConnected=false', tester)).toEqual(all.filter((id: string) => id !== app));
  expect(await appIds('&category=crm', tester)).toEqual([]);
  expect(await appIds('&includeArchived=true', tester)).toEqual(all);
});

describe('a sandbox connection', () => {
  const given = { appUrl: 'clickmeeting.com', sandbox: true };

  test('says that it did not keep another key, and says nothing of its own', async () => {
    const notice = "This is a sandbox connection: it uses the sandbox's own key, what you gave was not kept";
    const { body } = await call('POST /connections/ensure', { ...given, input: { apiKey: 'another' } });
    expect(body).toMatchObject({ state: 'READY', notice });
    const patched = (input: unknown) => call(`PATCH /connections/${body.id}`, { input });
    expect((await patched('another')).body.notice).toBe(notice);
    expect((await patched({ wrong: 'field' })).body.notice).toBe(notice);
    const own = gateway.sandbox.apiKey;
    for (const input of [own, { apiKey: own }, {}]) expect((await patched(input)).body.notice).toBeUndefined();
    expect((await call(`GET /connections/${body.id}`)).body.notice).toBeUndefined();
    const created = await call('POST /connections', { connectorId: app, sandbox: true, input: { apiKey: 'another' } });
    expect(created.body.notice).toBe(notice);
    await call(`DELETE /connections/${created.body.id}`);
  });

  test('is connected again without credentials, in the way that it says', async () => {
    const { body } = await call('POST /connections/ensure', given);
    const { clientAction } = (await call(`POST /connections/${body.id}/reconnect`)).body;
    expect(clientAction.description).toContain('no credentials are needed');
    const command = `porin connection patch ${body.id} --data '{"input": {}}' --json`;
    expect(clientAction.agentInstructions).toContain(command);
    expect((await call(`PATCH /connections/${body.id}`, { input: {} })).body.state).toBe('READY');
  });
});

describe('a connection is selected by its app', () => {
  test.each([app, 'clickmeeting.com', 'https://account.clickmeeting.com/login', 'Click Meeting'])(
    'as %s',
    async (written) => {
      const tester = await gateway.tokenOf(`selector ${written}`);
      const ensured = await call('POST /connections/ensure', { appUrl: app, sandbox: true }, tester);
      const { id } = ensured.body;
      const named = encodeURIComponent(written);
      expect((await call(`GET /connections/${named}`, undefined, tester)).body.id).toBe(id);
      await call('POST /connections', { connectorId: app, sandbox: true }, tester);
      expect(await call(`GET /connections/${named}`, undefined, tester)).toMatchObject({
        status: 409,
        body: {
          key: 'ambiguous_connection',
          message: expect.stringContaining(id),
          hint: expect.stringMatching(/by its id.*porin connection get con_[\w-]+ --json/),
        },
      });
    },
  );

  test('also one that was added, by its address', async () => {
    const { id } = await asked('added-here.example');
    expect((await call('GET /connections/www.added-here.example')).body.id).toBe(id);
  });

  test.each(['nobody.example', 'con_none', '127.0.0.1', '?!'])('and %s selects none', async (written) => {
    expect(await call(`GET /connections/${encodeURIComponent(written)}`)).toMatchObject({ status: 404 });
  });
});

describe('a search', () => {
  const found = async (q: string, type = '') =>
    (await call(`GET /search?${new URLSearchParams({ q, ...(type === '' ? {} : { elementType: type }) })}`)).body.items;

  test('for what nothing here knows gives a new app, and no action that merely looks like it', async () => {
    expect(await found('zzz-qwxv')).toMatchObject([{ elementType: 'connector', element: { id: 'new:zzz-qwxv' } }]);
    expect(await found('zzz-qwxv', 'action')).toEqual([]);
  });

  test.each([
    ['schedule a webinar', 'create-conference'],
    ['delete a room', 'delete-conference'],
    ['shedule a webinar', 'create-conference'],
  ])('for %s gives the action', async (q, key) => {
    expect((await found(q, 'action'))[0].element.key).toBe(key);
  });
});
