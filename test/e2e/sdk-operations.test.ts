import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const app = 'clickmeeting';
const room = { name: 'By operation', room_type: 'webinar', permanent_room: true, access_type: 1 };

let gateway: TestGateway;
let tenant: MembraneClient;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway();
  const [workspace] = (await gateway.call('GET /org-workspaces')).body.items;
  const { key: workspaceKey, secret: workspaceSecret } = workspace;
  tenant = new MembraneClient({ workspaceKey, workspaceSecret, tenantKey: 'operator', apiUri: gateway.url });
  const made: any = await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
  connectionId = made.id;
});
afterAll(() => gateway.stop());

/** What the client throws, as it keeps the answer. */
async function failureOf(asked: Promise<unknown>): Promise<any> {
  return asked.then(
    () => expect.fail('It should have failed'),
    (error: { data?: unknown }) => error.data,
  );
}

describe('operations of a connection', () => {
  test('are the connector’s own actions, listed in pages and shown', async () => {
    const first: any = await tenant.get(`/connections/${connectionId}/operations?limit=2`);
    expect(first.items).toHaveLength(2);
    const all: any = await tenant.get(`/connections/${connectionId}/operations`);
    expect(all.items.map(({ key }: any) => key)).toContain('create-conference');
    expect(Object.keys(all.items[0]).sort()).toEqual(['description', 'inputSchema', 'key', 'name', 'outputSchema']);
    const next: any = await tenant.get(`/connections/${connectionId}/operations?limit=2&cursor=${first.cursor}`);
    expect(next.items[0]).toEqual(all.items[2]);
    const own = tenant.connection(connectionId);
    expect(await own.operation('ping').get()).toMatchObject({ key: 'ping', outputSchema: expect.any(Object) });
    expect(await failureOf(own.operation('pingg').get())).toMatchObject({
      key: 'not_found',
      hint: 'Did you mean ping?',
    });
  });

  test('run with their input, checked, and with a record', async () => {
    const own = tenant.connection(connectionId);
    const made: any = await own.operation('create-conference').run({ input: room });
    expect(made).toMatchObject({ output: { name: room.name }, actionRunId: expect.stringMatching(/^run_/) });
    expect(await own.operation('ping').run({} as any)).toMatchObject({ output: expect.anything() });
    const refused = await failureOf(own.operation('create-conference').run({ input: { nam: 1 } }));
    expect(refused.message).toContain('nam: unknown field');
    expect((await failureOf(own.operation('none').run({} as any))).key).toBe('not_found');
  });

  test('run by their key in the oldest way, with the output alone as the answer', async () => {
    const made: any = await tenant.connectionRequest(connectionId, 'create-conference', { ...room, name: 'Oldest' });
    expect(made).toMatchObject({ name: 'Oldest' });
    expect(await failureOf(tenant.connectionRequest(connectionId, 'none', {}))).toMatchObject({ key: 'not_found' });
  });

  test('are nobody else’s', async () => {
    const token = await gateway.tokenOf('somebody else');
    for (const route of ['GET operations', 'GET operations/ping', 'POST operations/ping/run', 'POST execute-request']) {
      const [method, path] = route.split(' ');
      const body = method === 'POST' ? { key: 'ping' } : undefined;
      const answer = await gateway.call(`${method} /connections/${connectionId}/${path}`, { token, body });
      expect(answer).toMatchObject({ status: 404, body: { key: 'not_found' } });
    }
  });
});

describe('the proxy', () => {
  test('takes every method of the client, below the base URL and by full address', async () => {
    const { proxy } = tenant.connection(connectionId);
    const made: any = await proxy.post('/conferences', { ...room, name: 'By proxy' });
    const { id } = made.room;
    const path = `/conferences/${id}`;
    expect(await proxy.get(path)).toMatchObject({ conference: { name: 'By proxy' } });
    expect(await proxy.put(path, { name: 'Put by proxy' })).toBeDefined();
    expect(await proxy.get(path)).toMatchObject({ conference: { name: 'Put by proxy' } });
    const { baseUrl } = await addressOfApp();
    expect(await proxy.get(`${baseUrl}${path}`)).toMatchObject({ conference: { name: 'Put by proxy' } });
    expect(await proxy.delete(path)).toBeDefined();
    await expect(proxy.patch('/conferences/1', {})).rejects.toMatchObject({ response: { status: expect.any(Number) } });
  });

  test('is found by the app when it has one connection, and reaches no other host', async () => {
    const { proxy } = tenant.connection(app as any);
    expect(await proxy.get('ping')).toBeDefined();
    expect(await failureOf(proxy.get('https://example.com/'))).toMatchObject({ type: 'bad_request' });
  });

  async function addressOfApp() {
    const { body } = await gateway.call('GET /sandboxes');
    return { baseUrl: body.items.find((one: { app: string }) => one.app === app).url as string };
  }
});
