import { afterEach, expect, test } from 'vitest';
import { cli, envWithGateway, gatewayFactory, type Routes } from './testkit.ts';

const start = gatewayFactory(afterEach);
const server = async (routes: Routes) => (await start(routes)).server;

const sandboxAt = (url: string, app = 'meetings') => ({
  app,
  url: `${url}/v1`,
  controlUrl: url,
  controlToken: 'sbx-1',
  credentials: { apiKey: 'k' },
});

async function withSandboxes(routes: Routes, apps: readonly string[] = ['meetings']) {
  const sandbox = await server(routes);
  const gateway = await server({
    'GET /sandboxes': { body: { items: apps.map((app) => sandboxAt(sandbox.url, app)) } },
  });
  return { sandbox, env: envWithGateway(gateway.url) };
}

test.each([
  [['reset'], 'POST', '/_sandbox/reset', {}],
  [['reset', '--no-seed'], 'POST', '/_sandbox/reset', { seed: false }],
  [['seed'], 'POST', '/_sandbox/seed', {}],
  [['clock'], 'GET', '/_sandbox/clock', undefined],
  [['clock', '--advance', '1h30m'], 'PUT', '/_sandbox/clock', { advanceMs: 5_400_000 }],
  [['clock', '--advance', '-2d', '--freeze'], 'PUT', '/_sandbox/clock', { advanceMs: -172_800_000, frozen: true }],
  [
    ['clock', '--now', '2026-11-20T10:00:00Z', '--no-freeze'],
    'PUT',
    '/_sandbox/clock',
    { set: '2026-11-20T10:00:00Z', frozen: false },
  ],
  [['clock', '--now', '2026-11-20 10:00'], 'PUT', '/_sandbox/clock', { set: '2026-11-20T10:00:00Z' }],
  [['clock', '--now', '2026-11-20'], 'PUT', '/_sandbox/clock', { set: '2026-11-20T00:00:00Z' }],
  [['clock', '--now', '2026-11-20T10:00:00+01:00'], 'PUT', '/_sandbox/clock', { set: '2026-11-20T10:00:00+01:00' }],
  [['clock', '--advance', '2weeks'], 'PUT', '/_sandbox/clock', { advanceMs: 1_209_600_000 }],
  [['clock', '--advance', '1 day 2 hours'], 'PUT', '/_sandbox/clock', { advanceMs: 93_600_000 }],
  [['snapshot'], 'POST', '/_sandbox/snapshots', {}],
  [['snapshot', 'a'], 'POST', '/_sandbox/snapshots', { name: 'a' }],
  [['snapshot', '--list'], 'GET', '/_sandbox/snapshots', undefined],
  [['snapshot', 'a', '--delete'], 'DELETE', '/_sandbox/snapshots/a', undefined],
  [['restore'], 'POST', '/_sandbox/snapshots/default/restore', {}],
  [['restore', 'a'], 'POST', '/_sandbox/snapshots/a/restore', {}],
  [
    ['faults', '--add', '--status', '429', '--header', 'Retry-After: 1', '--header', 'x-at: 10:00'],
    'POST',
    '/_sandbox/faults',
    { status: 429, headers: { 'retry-after': '1', 'x-at': '10:00' } },
  ],
  [['outbox', '--id', '3', '--raw'], 'GET', '/_sandbox/outbox/3', undefined],
  [['outbox', '--id', '3'], 'GET', '/_sandbox/outbox/3/fields', undefined],
  [['faults'], 'GET', '/_sandbox/faults', undefined],
  [
    ['faults', '--add', '--status', '503', '--path', '/v1/*', '--count', '2', '--body', '{"a":1}'],
    'POST',
    '/_sandbox/faults',
    { status: 503, path: '/v1/*', count: 2, body: { a: 1 } },
  ],
  [['faults', '--remove', 'fault_1'], 'DELETE', '/_sandbox/faults/fault_1', undefined],
  [['faults', '--clear'], 'DELETE', '/_sandbox/faults', undefined],
  [['outbox', '--to', 'a@b.c', '--limit', '5'], 'GET', '/_sandbox/outbox?to=a%40b.c&limit=5', undefined],
  [['outbox', '--clear'], 'DELETE', '/_sandbox/outbox', undefined],
  [['requests', '--limit', '5'], 'GET', '/_sandbox/requests?limit=5', undefined],
])('sandbox %j is %s %s', async (argv, method, url, body) => {
  const { sandbox, env } = await withSandboxes({ [`${method} ${url.replace(/\?.*/, '')}`]: { body: { items: [] } } });
  const result = await cli(['sandbox', ...argv, '--json'], { env });
  expect(result.code).toBe(0);
  expect([sandbox.received[0]?.method, sandbox.received[0]?.url]).toEqual([method, url]);
  expect(sandbox.received[0]?.headers['x-sandbox-token']).toBe('sbx-1');
  const sent = sandbox.received[0]?.body ?? '';
  expect(sent === '' ? undefined : JSON.parse(sent)).toEqual(body);
});

test('a message of the outbox is shown as it is read', async () => {
  const message = {
    ...{ id: 3, from: 'Porin <a@b.c>', to: ['d@e.f'], subject: 'Zażółć', text: 'Cześć\r\n\u001b[2J', html: null },
    ...{ attachments: ['event.ics'], sentAt: '2026-11-20T10:00:00.000Z', delivery: 'stored', deliveryError: null },
  };
  const { env } = await withSandboxes({ 'GET /_sandbox/outbox/3/fields': { body: message } });
  const { stdout } = await cli(['sandbox', 'outbox', '--id', '3'], { env });
  const head = 'From: Porin <a@b.c>\nTo: d@e.f\nSubject: Zażółć\nDate: 2026-11-20T10:00:00.000Z\n';
  expect(stdout).toContain(`${head}Attachments: event.ics\n\nCześć\n`);
  expect(stdout).not.toContain('\u001b');
  const asked = await cli(['sandbox', 'outbox', '--id', '3', '--json'], { env });
  expect(JSON.parse(asked.stdout)).toEqual(message);
});

test('a message of the outbox is shown in MIME when asked for', async () => {
  const { env } = await withSandboxes({
    'GET /_sandbox/outbox/3': { body: 'Subject: Hi\r\n\r\nText', headers: { 'content-type': 'message/rfc822' } },
  });
  expect((await cli(['sandbox', 'outbox', '--id', '3', '--raw'], { env })).stdout).toBe('Subject: Hi\n\nText\n');
});

test('what concerns all sandboxes is done and shown for each of them', async () => {
  const { sandbox, env } = await withSandboxes(
    {
      'PUT /_sandbox/clock': { body: { now: '2026-11-20T10:00:00Z' } },
      'GET /_sandbox/requests': { body: { items: [{ at: '10:00', method: 'GET', path: `/v1/${'c'.repeat(500)}` }] } },
    },
    ['meetings', 'texts'],
  );
  const clock = await cli(['sandbox', 'clock', '--advance', '1h', '--json'], { env });
  expect(JSON.parse(clock.stdout)).toEqual({
    items: ['meetings', 'texts'].map((app) => ({ app, now: '2026-11-20T10:00:00Z' })),
  });
  expect(sandbox.received).toHaveLength(2);
  const requests = await cli(['sandbox', 'requests'], { env });
  expect(requests.stdout).toMatch(/^meetings .*\ntexts /m);
  expect(Math.max(...requests.stdout.split('\n').map((line) => line.length))).toBeLessThan(200);
  expect((await cli(['sandbox', 'requests', '--limit', '1', '--json'], { env })).stdout).not.toContain('texts');
});

test('of several sandboxes a fault needs --app, and an unknown one is answered with those that run', async () => {
  const { env } = await withSandboxes({ 'POST /_sandbox/faults': { body: {} } }, ['meetings', 'texts']);
  const asked = await cli(['sandbox', 'faults', '--add', '--status', '503'], { env });
  const unknown = await cli(['sandbox', 'faults', '--add', '--status', '503', '--app', 'mail'], { env });
  expect([asked.code, unknown.code]).toEqual([2, 5]);
  expect(asked.stderr).toContain('--app meetings, --app texts');
  expect(unknown.stderr).toContain('Running: meetings, texts');
  expect((await cli(['sandbox', 'faults', '--add', '--status', '503', '--app', 'texts'], { env })).code).toBe(0);
});

test('who is not the owner is told so before anything is sent', async () => {
  const { controlUrl: _, controlToken: __, ...shown } = sandboxAt('http://127.0.0.1:1');
  const gateway = await server({ 'GET /sandboxes': { body: { items: [shown] } } });
  const result = await cli(['sandbox', 'reset', '--json'], { env: envWithGateway(gateway.url) });
  expect(JSON.parse(result.stdout).error).toMatchObject({
    code: 'access_denied',
    message: "The sandbox of meetings is steered by the gateway's owner alone",
  });
});

test("a sandbox's refusal keeps its message and hint", async () => {
  const { env } = await withSandboxes({
    'PUT /_sandbox/clock': { status: 400, body: { error: { message: 'set: expected an instant', hint: 'like this' } } },
  });
  const result = await cli(['sandbox', 'clock', '--now', '9999-01-01', '--json'], { env });
  expect(result.code).toBe(2);
  expect(JSON.parse(result.stdout).error).toMatchObject({ message: 'set: expected an instant', hint: 'like this' });
});

test.each(['noon', '2026-11-20 10', '2026-13-01', '2026-02-31 10:00', '2026-11-20T10:00:00 UTC', ''])(
  '--now %j is no instant',
  async (text) => {
    const { sandbox, env } = await withSandboxes({});
    const { code, stderr } = await cli(['sandbox', 'clock', `--now=${text}`], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--now takes an instant')]);
    expect(sandbox.received).toHaveLength(0);
  },
);

test('a header without a value is refused', async () => {
  const { sandbox, env } = await withSandboxes({});
  const { code, stderr } = await cli(['sandbox', 'faults', '--add', '--header', 'retry-after'], { env });
  expect([code, stderr]).toEqual([2, expect.stringContaining('--header takes a name and a value')]);
  expect(sandbox.received).toHaveLength(0);
});

test.each(['soon', '5', '1 5m', '1x', '', 'constructor'])('--advance %j is no duration', async (text) => {
  const { sandbox, env } = await withSandboxes({});
  expect((await cli(['sandbox', 'clock', `--advance=${text}`], { env })).code).toBe(2);
  expect(sandbox.received).toHaveLength(0);
});

test('a rule without --add is not thrown away silently', async () => {
  const { env } = await withSandboxes({});
  expect((await cli(['sandbox', 'faults', '--status', '503'], { env })).stderr).toContain('--add is missing');
});
