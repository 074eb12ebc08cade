import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  const { body } = await gateway.call('POST /connections/ensure', {
    body: { appUrl: 'clickmeeting.com', sandbox: true },
  });
  connectionId = body.id;
  await gateway.call(`GET /connections/${connectionId}?wait=true`);
});
afterAll(() => gateway.stop());

const list = async (query: Record<string, string>) =>
  (await gateway.call(`GET /actions?${new URLSearchParams(query)}`)).body;

describe('an action that is found by an intent', () => {
  test('carries what an agent needs next', async () => {
    const [first] = (await list({ connectionId, intent: 'delete a room' })).items;
    expect(first).toMatchObject({
      id: 'clickmeeting.delete-conference',
      effect: 'destroy',
      score: expect.any(Number),
      required: ['room_id'],
      connection: { id: connectionId, state: 'READY' },
      inputSchema: expect.objectContaining({ type: 'object' }),
      outputSchema: expect.any(Object),
    });
    expect(first.score).toBeLessThanOrEqual(1);
    expect(first).not.toHaveProperty('why');
  });

  test('says how to connect its app where it is not', async () => {
    const [first] = (await list({ intent: 'post a letter' })).items;
    expect(first).toMatchObject({
      id: 'clicksend.send-letter',
      connection: { state: 'NOT_CONNECTED', connect: 'porin connection ensure clicksend' },
    });
  });

  test('names the connection that it would run on: that which was asked for, or all that it may be', async () => {
    const token = await gateway.tokenOf('two-accounts');
    const first = await gateway.sandboxConnection({ token });
    const second = await gateway.call('POST /connections', {
      token,
      body: { connectorId: 'clickmeeting', name: 'Sales', key: 'sales', sandbox: true },
    });
    const bestOf = async (query: Record<string, string>) => {
      const { body } = await gateway.call(
        `GET /actions?${new URLSearchParams({ intent: 'delete a room', ...query })}`,
        {
          token,
        },
      );
      return body.items[0];
    };
    expect((await bestOf({ connectionId: 'sales' })).connection).toMatchObject({ id: second.body.id, key: 'sales' });
    expect((await bestOf({ connectionId: first.id })).connection).toMatchObject({ id: first.id, state: 'READY' });
    const free = await bestOf({});
    expect(free.connection).toBeUndefined();
    expect(free.connections.map(({ id }: any) => id).sort()).toEqual([first.id, second.body.id].sort());
    const config = { request: { method: 'GET', path: '/ping' } };
    const own = { name: 'Frobnicate', connectionId: 'sales', type: 'api-request-to-external-app', config };
    await gateway.call('POST /actions', { token, body: own });
    expect((await bestOf({ intent: 'frobnicate' })).connection).toMatchObject({ id: second.body.id });
  });

  test('is counted, also behind the page', async () => {
    const page = await list({ intent: 'list rooms', limit: '2' });
    expect(page.items).toHaveLength(2);
    const ids = new Set(page.items.map(({ id }: any) => id));
    for (let { cursor } = page; cursor !== undefined; ) {
      const next = await list({ intent: 'list rooms', limit: '2', cursor });
      for (const { id } of next.items) ids.add(id);
      cursor = next.cursor;
    }
    expect(ids.size).toBe(page.total);
  });

  test.each([
    ['names', ['id', 'key', 'name', 'score', 'uuid']],
    [
      'summary',
      [
        'connection',
        'connectionId',
        'description',
        'effect',
        'externalAppId',
        'id',
        'key',
        'name',
        'required',
        'score',
        'toolName',
        'uuid',
      ],
    ],
  ])('is cut to its %s', async (detail, members) => {
    const [first] = (await list({ connectionId, intent: 'delete a room', detail })).items;
    expect(Object.keys(first).sort()).toEqual(members);
  });

  test('says why it ranks where it does, when it is asked', async () => {
    const { items } = await list({ connectionId, intent: 'delete a room', explain: 'true', detail: 'names' });
    for (const { why } of items) expect(why.length).toBeGreaterThan(1);
    expect(items[0].why[0]).toMatch(/^verb: wanted delete.*serves it by 100 %$/);
  });
});

test.each(['ClickSend', 'Click Send', 'click-send', 'CLICK_SEND!', ' clicksend.com '])(
  'the app %s is meant in whatever way it is written',
  async (app) => {
    const query = { intent: 'send a text message', limit: '3' };
    const meant = await list({ ...query, app: 'clicksend' });
    expect(meant.items.map(({ externalAppId }: any) => externalAppId)).toContain('clicksend');
    expect(await list({ ...query, app })).toEqual(meant);
    expect((await list({ app, limit: '1' })).total).toBe((await list({ app: 'clicksend', limit: '1' })).total);
  },
);

test.each(['', ' ', '!?', '🎉', 'click send sms', 'ck', 'x'.repeat(5_000)])('the app %.20s is none', async (app) => {
  const { status } = await gateway.call(`GET /actions?${new URLSearchParams({ app })}`);
  expect(status).toBe(404);
});

test('a search of everything tells the same of an action, as much as is asked for', async () => {
  const search = async (query: Record<string, string>) =>
    (await gateway.call(`GET /search?${new URLSearchParams({ elementType: 'action', ...query })}`)).body;
  const { items } = await search({ q: 'delete a room' });
  expect(items[0].element).toEqual((await list({ intent: 'delete a room' })).items[0]);
  const names = await search({ q: 'delete a room', detail: 'names' });
  expect(Object.keys(names.items[0].element).sort()).toEqual(['id', 'key', 'name', 'score', 'uuid']);
  expect(await search({ q: 'xqzzvj frobnicate' })).toEqual({ items: [], hint: expect.stringMatching(/^Nothing fits/) });
});

describe('where nothing fits', () => {
  const nonsense = 'xqzzvj frobnicate';
  const hintFor = async (query: Record<string, string>, token?: string) => {
    const { body } = await gateway.call(`GET /actions?${new URLSearchParams({ intent: nonsense, ...query })}`, {
      ...(token === undefined ? {} : { token }),
    });
    expect([body.items, body.total]).toEqual([[], 0]);
    return body.hint;
  };

  test('the hint says what there is: with no account, with one, with several', async () => {
    const token = await gateway.tokenOf('beginner');
    expect(await hintFor({}, token)).toBe(
      'Nothing fits. Say it in other words, or name the app. No app is connected yet: porin connection ensure ADDRESS connects an app',
    );
    const { id } = await gateway.sandboxConnection({ token });
    expect(await hintFor({}, token)).toBe(
      `Nothing fits. Say it in other words, or name the app. porin request ${id} /PATH calls the API of ClickMeeting sandbox; porin connection ensure ADDRESS connects another app`,
    );
    const other = { connectorId: 'clicksend', sandbox: true };
    const { body } = await gateway.call('POST /connections', { token, body: other });
    expect(await hintFor({}, token)).toContain(`on ${body.id} (ClickSend sandbox) or ${id} (ClickMeeting sandbox)`);
  });

  test('the hint is about the app that is meant, and how to connect it', async () => {
    expect(await hintFor({ app: 'clicksend' })).toBe(
      'Nothing on the app ClickSend fits. porin action list --app clicksend shows what there is; it is not connected: after porin connection ensure clicksend, porin request clicksend /PATH calls its API',
    );
    expect(await hintFor({ intent: `${nonsense} in ClickMeeting` })).toBe(
      `Nothing of the app ClickMeeting fits. porin action list --app clickmeeting shows what there is; porin request ${connectionId} /PATH calls its API`,
    );
    expect(await hintFor({ connectionId })).toBe(
      `Nothing on the connection ClickMeeting sandbox fits. porin action list --connectionId ${connectionId} shows what there is; porin request ${connectionId} /PATH calls its API`,
    );
  });

  test('an app that nobody knows is an error that says so', async () => {
    const { status, body } = await gateway.call(`GET /actions?app=notion&intent=${nonsense}`);
    expect([status, body.message]).toEqual([404, expect.stringContaining("'notion'")]);
  });

  test.each(['Click Sent', 'clicksnd', 'CLIK-SEND'])('an app that is %s by a slip is told by its id', async (app) => {
    const { status, body } = await gateway.call(`GET /actions?${new URLSearchParams({ app })}`);
    expect([status, body.message]).toEqual([404, expect.stringContaining(`'${app}'`)]);
    expect(body.hint).toContain('Did you mean clicksend?');
  });

  test.each(['x'.repeat(10_000), '((((', '🎉', '\u0000', 'the of to'])(
    'an odd intent is answered: %j',
    async (intent) => {
      const { status, body } = await gateway.call(`GET /actions?${new URLSearchParams({ intent })}`);
      expect([status, body.items]).toEqual([200, []]);
    },
  );

  test('an intent that is too long is refused', async () => {
    const { status } = await gateway.call(`GET /actions?${new URLSearchParams({ intent: 'x '.repeat(5_001) })}`);
    expect(status).toBe(400);
  });
});
