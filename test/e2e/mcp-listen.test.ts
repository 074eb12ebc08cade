import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { modernRevision, send } from './mcp.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const everything = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

/** A subscription and what came on it so far. */
async function listen(token: string, notifications: object, { path = '/mcp', id = 7 } = {}) {
  const left = new AbortController();
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': modernRevision,
      'mcp-method': 'subscriptions/listen',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'subscriptions/listen', params: { notifications, _meta } }),
    signal: left.signal,
  });
  const told: any[] = [];
  const read = async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) told.push(JSON.parse(data));
      }
    }
  };
  const ended = read().catch(() => undefined);
  await expect.poll(() => told.length, { timeout: 5_000 }).toBeGreaterThan(0);
  return { told, ended, leave: () => left.abort(), methods: () => told.slice(1).map(({ method }) => method) };
}

describe('a subscription', () => {
  test('is acknowledged first, told of its own tenant alone, and of what it asked for alone', async () => {
    const [own, other] = [await gateway.tokenOf('own'), await gateway.tokenOf('other')];
    const all = await listen(own, { ...everything, resourceSubscriptions: ['porin://connections'] });
    const tools = await listen(own, { toolsListChanged: true });
    const meta = await listen(own, everything, { path: '/mcp?mode=meta' });
    const foreign = await listen(other, { ...everything, resourceSubscriptions: ['porin://connections'] });
    expect(all.told[0]).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: everything, _meta: { 'io.modelcontextprotocol/subscriptionId': 7 } },
    });
    await send(gateway, 'resources/read', { uri: 'porin://connections' }, { token: own });
    const connection = await gateway.sandboxConnection({ token: own });
    await expect.poll(() => new Set(all.methods()).size, { timeout: 5_000 }).toBeGreaterThanOrEqual(3);
    expect(all.methods()).toContain('notifications/resources/updated');
    expect(all.methods()).toContain('notifications/prompts/list_changed');
    expect(all.told.at(-1).params._meta).toEqual({ 'io.modelcontextprotocol/subscriptionId': 7 });
    expect(tools.methods().every((method) => method === 'notifications/tools/list_changed')).toBe(true);
    expect(meta.methods()).not.toContain('notifications/tools/list_changed');
    expect(foreign.methods()).toEqual([]);
    const before = all.told.length;
    await gateway.call(`DELETE /connections/${connection.id}`, { token: own });
    await expect.poll(() => all.told.length, { timeout: 5_000 }).toBeGreaterThan(before);
    expect(foreign.methods()).toEqual([]);
    for (const one of [all, tools, meta, foreign]) one.leave();
  });

  test('is told of an action that is saved', async () => {
    const token = await gateway.tokenOf('saver');
    const { id } = await gateway.sandboxConnection({ token });
    const app = await listen(token, { toolsListChanged: true }, { path: '/mcp/clickmeeting' });
    const config = { request: { method: 'GET', path: '/ping' } };
    const body = { name: 'My ping', key: 'my-ping', type: 'api-request-to-external-app', config, connectionId: id };
    await gateway.call('POST /actions', { token, body });
    await expect.poll(app.methods, { timeout: 5_000 }).toEqual(['notifications/tools/list_changed']);
    app.leave();
  });

  test('to nothing ends at once, and one that is not in order is refused', async () => {
    const token = await gateway.tokenOf('nothing');
    const none = await listen(token, {});
    await none.ended;
    expect(none.told[1]).toMatchObject({ id: 7, result: { resultType: 'complete' } });
    for (const params of [{}, { notifications: 5 }, { notifications: { toolsListChanged: 'yes' } }]) {
      const { body } = await send(gateway, 'subscriptions/listen', params, { token });
      expect(body.error.code).toBe(-32602);
    }
  });

  test('ends when its token is revoked', async () => {
    const { body } = await gateway.call('POST /tokens', { body: { tenant: 'revoked' } });
    const open = await listen(body.token, everything);
    await gateway.call(`DELETE /tokens/${body.id}`);
    await open.ended;
    expect(open.told.at(-1)).toMatchObject({ result: { resultType: 'complete' } });
  });

  test('ends in good order when the gateway stops', async () => {
    const another = await bootGateway();
    const url = gateway.url;
    Object.assign(gateway, { url: another.url });
    const open = await listen(another.ownerToken, everything);
    Object.assign(gateway, { url });
    await another.stop();
    await open.ended;
    expect(open.told.at(-1)).toMatchObject({ id: 7, result: { resultType: 'complete' } });
  });
});

describe('a call', () => {
  test('keeps where it belongs in a trace with its run, and does not tell the app', async () => {
    const { id } = await gateway.sandboxConnection();
    await gateway.sandbox.forget();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const headers = { accept: 'application/json, text/event-stream' };
    const run = async (given: string) => {
      const params = { name: 'clickmeeting_ping', arguments: { connection: id }, _meta: { traceparent: given } };
      const { body } = await gateway.call('POST /mcp', {
        body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
        headers,
      });
      return gateway.call(`GET /action-run-logs/${body.result.structuredContent.run_id}`);
    };
    expect((await run(traceparent)).body.meta).toEqual({ traceparent });
    for (const bad of ['ff-x', traceparent.toUpperCase(), `${traceparent}\r\nx: y`])
      expect((await run(bad)).body.meta).toBeUndefined();
    expect(JSON.stringify(await gateway.sandbox.requests())).not.toContain('0af7651916cd43dd');
  });
});
