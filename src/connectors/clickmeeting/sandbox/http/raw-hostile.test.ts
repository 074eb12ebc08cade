import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { bootRaw, form, key } from './raw.fixture.ts';

const many = (count: number): string => Array.from({ length: count }, (_, index) => `a${index}=1`).join('&');

test.each([
  ['a prototype', [form], 'settings[__proto__]=1&settings[constructor][prototype]=1'],
  ['an index beyond all', [form], 'attendees[999999][email]=a'],
  ['deep nesting', [form], `a${'[b]'.repeat(100_000)}=1`],
  ['too many parameters', [form], many(10_001)],
  ['millions of parameters', [form], '&a'.repeat(5_000_000)],
  [
    'a million parts',
    ['Content-Type: multipart/form-data; boundary=X'],
    '--X\nContent-Disposition: form-data; name=a\n\n\n'.repeat(300_000),
  ],
  ['deep JSON', ['Content-Type: application/json'], `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['a deep JSON list', ['Content-Type: application/json'], `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
  ['half of a JSON', ['Content-Type: application/json'], '{"name":"x'],
  [
    'half of a multipart',
    ['Content-Type: multipart/form-data; boundary=X'],
    '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
  ],
  [
    'a value of twenty megabytes',
    [form],
    `name=${'%41'.repeat(7_000_000)}&room_type=meeting&permanent_room=1&access_type=1`,
  ],
])('%s is refused in the documented shape, soon, and others are served meanwhile', async (_, headers, body) => {
  const { send } = await bootRaw();
  const started = performance.now();
  const answer = await send('POST /v1/conferences', [key, ...headers], body);
  expect(performance.now() - started).toBeLessThan(15_000);
  expect([400, 413, 422]).toContain(answer.status);
  expect(answer.json).toMatchObject({ code: answer.status, name: expect.stringMatching(/^[A-Z_]+$/) });
  expect(answer.body.length).toBeLessThan(2000);
  expect((await send('GET /v1/ping')).status).toBe(200);
});

test('a chunked body beyond 32 MB is refused, and the connection let go', async () => {
  const { send, exchange } = await bootRaw();
  const head = [
    'POST /v1/contacts HTTP/1.1',
    'Host: localhost',
    'Connection: close',
    key,
    form,
    'Transfer-Encoding: chunked',
  ];
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'a'), Buffer.from('\r\n')]);
  const answer = await exchange([
    `${head.join('\r\n')}\r\n\r\n`,
    ...Array.from({ length: 34 }, () => chunk),
    '0\r\n\r\n',
  ]);
  expect([413, 0]).toContain(answer.status);
  expect((await send('GET /v1/ping')).status).toBe(200);
});

test('a caller that goes before the end of its body is no failure of the sandbox', async () => {
  const failures: object[] = [];
  const ignore = (): void => {};
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (fields: object) => void failures.push(fields) };
  const { sandbox } = await bootRaw({ logger });
  const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
  socket.write(`POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\n${key}\r\nContent-Length: 9\r\n\r\nabc`);
  setTimeout(() => socket.destroy(), 50);
  await expect.poll(() => sandbox.sandbox.requests.list({}).map(({ status }) => status)).toEqual([400]);
  expect(failures).toEqual([]);
});
