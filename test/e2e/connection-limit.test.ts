import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { connectionRequestsPerMinute: 3 } });
});
afterAll(() => gateway.stop());

test('a connection takes so many runs and raw requests in a minute, and a refusal sends and records nothing', async () => {
  const { id } = await gateway.sandboxConnection();
  await gateway.sandbox.forget();
  const raw = () => gateway.call(`GET /connections/${id}/proxy/ping`);
  const taken = [await gateway.run('ping', id), await raw(), await gateway.run('ping', id)];
  expect(taken.map(({ status }) => status)).toEqual([200, 200, 200]);
  const refused = [await gateway.run('ping', id, {}, { headers: { 'idempotency-key': 'a' } }), await raw()];
  for (const answer of refused) {
    expect(answer).toMatchObject({
      status: 429,
      body: { key: 'rate_limit_exceeded', data: { limit: { kind: 'connection' } } },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect(await gateway.sandbox.requests()).toHaveLength(3);
  expect((await gateway.call('GET /action-run-logs')).body.items).toHaveLength(2);
});

test('code that runs on no connection is under no connection’s limit', async () => {
  const { token } = (await gateway.call('POST /tokens', { body: { tenant: 'unconnected' } })).body;
  const statuses = [];
  for (let time = 0; time < 5; time++)
    statuses.push((await gateway.call('POST /act', { token, body: { code: 'return 1' } })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});
