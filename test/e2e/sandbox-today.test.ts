import { expect, onTestFinished, test } from 'vitest';
import { bootGateway } from './gateway.ts';

test('today on a connection to a sandbox is the day of its clock', async () => {
  const gateway = await bootGateway();
  onTestFinished(() => gateway.stop());
  const { items } = (await gateway.call('GET /sandboxes')).body;
  const app = items.find((item: { app: string }) => item.app === 'clevertap');
  const body = { appUrl: 'clevertap.com', sandbox: true };
  const { id: connectionId } = (await gateway.call('POST /connections/ensure', { body })).body;
  const headers = { 'x-sandbox-token': app.controlToken };
  const moved = JSON.stringify({ advanceMs: 3 * 86_400_000 });
  const { ok } = await fetch(`${new URL(app.url).origin}/_sandbox/clock`, { method: 'PUT', headers, body: moved });
  expect(ok).toBe(true);
  const run = (key: string, input: object) =>
    gateway.call(`POST /actions/clevertap.${key}/run`, { body: { connectionId, input } });
  const sent = await run('upload-events', { events: [{ identity: 'user-1001', event_name: 'Moved On' }] });
  expect(sent.status).toBe(200);
  const counted = await run('get-event-count', { event_name: 'Moved On', from: 'today', to: 'today' });
  expect(counted.body.output).toMatchObject({ count: 1 });
});
