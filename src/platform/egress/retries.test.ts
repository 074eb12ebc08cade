import { afterEach, expect, test } from 'vitest';
import { retryAfterMs } from './retries.ts';
import { requestTo, testServers } from './servers.fixture.ts';

const servers = testServers();
afterEach(() => servers.close());

const textOf = (body: Uint8Array) => Buffer.from(body).toString();
const unsafe = { method: 'POST', body: 'x', retry: 'unprocessed' } as const;

function refusingOnce(status: number, headers: Record<string, string>) {
  let requests = 0;
  return servers.http((_, response) =>
    ++requests === 1 ? response.writeHead(status, headers).end('wait') : response.end('done'),
  );
}

test.each([
  [429, 'unprocessed'],
  [503, 'unprocessed'],
  [429, 'safe'],
  [503, 'safe'],
] as const)('a %i with Retry-After is waited for and repeated (%s)', async (status, retry) => {
  const origin = await refusingOnce(status, { 'retry-after': '1' });
  const started = performance.now();
  expect(await servers.egress().send(requestTo(origin, { method: 'POST', retry }))).toMatchObject({
    status: 200,
  });
  expect(performance.now() - started).toBeGreaterThan(950);
});

test('a Retry-After date is read against the clock', async () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const origin = await refusingOnce(503, { 'retry-after': 'Thu, 01 Jan 2026 00:00:01 GMT' });
  const started = performance.now();
  expect(await servers.egress({ now: () => now }).send(requestTo(origin, unsafe))).toMatchObject({
    status: 200,
  });
  expect(performance.now() - started).toBeGreaterThan(950);
});

test.each([
  ['longer than 30 s', 429, { 'retry-after': '31' }, 'safe'],
  ['beyond the deadline', 429, { 'retry-after': '6' }, 'safe'],
  ['absent, and the request is unsafe', 503, {}, 'unprocessed'],
  ['there, but the request may not be repeated', 429, { 'retry-after': '0' }, 'never'],
  ['there, but the status says that it was processed', 500, { 'retry-after': '0' }, 'unprocessed'],
] as const)('the answer stands when the wait is %s', async (_, status, headers, retry) => {
  const origin = await refusingOnce(status, headers);
  expect(await servers.egress().send(requestTo(origin, { method: 'POST', retry }))).toMatchObject({
    status,
  });
});

test('a safe request goes on after one 500', async () => {
  const origin = await refusingOnce(500, {});
  expect(await servers.egress().send(requestTo(origin))).toMatchObject({ status: 200 });
});

test('a safe request is sent three times at most and the last answer stands', async () => {
  let requests = 0;
  const origin = await servers.http((_, response) => {
    requests++;
    response.writeHead(502).end(String(requests));
  });
  const answer = await servers.egress().send(requestTo(origin));
  expect(answer).toMatchObject({ status: 502 });
  expect(textOf(answer.body)).toBe('3');
});

test.each([
  ['0', 0],
  [' 12 ', 12_000],
  ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %j is a wait of %j ms', (value, wait) => {
  expect(retryAfterMs(value, Date.parse('2026-01-01T00:00:00Z'))).toBe(wait);
});
