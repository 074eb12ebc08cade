import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openClock } from './clock.ts';
import { createSandbox } from './sandbox.ts';
import { openStore } from './store.ts';
import { tinySandbox } from './tiny-sandbox.fixture.ts';
import { isNear, openWebhooks } from './webhooks.ts';

async function listen(statusOf: (count: number) => number) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push(`${request.method} ${request.headers['content-type']} ${body}`);
      response.writeHead(statusOf(heard.length)).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

function open() {
  const store = openStore(':memory:');
  onTestFinished(() => store.close());
  const clock = openClock(store);
  clock.freeze();
  return { store, clock, webhooks: openWebhooks(store, clock) };
}

const message = (url: string) => ({
  url,
  method: 'POST' as const,
  headers: { 'content-type': 'text/plain' },
  body: 'hi',
  about: 'a test',
});

test('a call is made, kept with its answer, and not made twice', async () => {
  const { url, heard } = await listen(() => 204);
  const { webhooks } = open();
  webhooks.send(message(url));
  webhooks.advance();
  await webhooks.settled();
  webhooks.advance();
  await webhooks.settled();
  expect(heard).toEqual(['POST text/plain hi']);
  expect(webhooks.list()).toMatchObject([{ state: 'delivered', attempts: [{ status: 204, error: null }] }]);
});

test('a refused call is tried again by the clock, three times at most', async () => {
  const { url, heard } = await listen(() => 500);
  const { webhooks, clock } = open();
  webhooks.send(message(url));
  for (const pauseMs of [0, 59_000, 1_000, 300_000, 1_800_000, 10_000_000]) {
    clock.advance(pauseMs);
    webhooks.advance();
    await webhooks.settled();
  }
  expect(heard).toHaveLength(4);
  expect(webhooks.list()[0]).toMatchObject({ state: 'failed', dueAt: null });
  expect(webhooks.list()[0]?.attempts.map(({ error }) => error)).toEqual(Array(4).fill('HTTP 500'));
});

test('addresses beyond this machine are called only when somebody has allowed it', async () => {
  const { webhooks } = open();
  webhooks.send(message('https://hooks.example.com/x'));
  webhooks.advance();
  await webhooks.settled();
  expect(webhooks.list()).toMatchObject([{ state: 'withheld', attempts: [] }]);
});

test.each([
  ['http://127.0.0.1:80/x', true],
  ['http://localhost/x', true],
  ['http://[::1]:9/x', true],
  ['http://2130706433/x', true],
  ['http://127.0.0.1.example.com/x', false],
  ['http://localhost.example.com/x', false],
  ['http://10.0.0.1/x', false],
  ['ftp://127.0.0.1/x', false],
  ['nonsense', false],
])('%s is on this machine: %s', (url, expected) => {
  expect(isNear(url)).toBe(expected);
});

test('a call that the end of the process cut off is made at the next start', async () => {
  const { url, heard } = await listen(() => 200);
  const { store, clock, webhooks } = open();
  webhooks.send(message(url));
  webhooks.advance();
  await webhooks.close();
  const again = openWebhooks(store, clock);
  again.advance();
  await again.settled();
  expect(heard.length).toBeGreaterThanOrEqual(1);
  expect(again.list()).toMatchObject([{ state: 'delivered' }]);
});

test('what was under way before a reset is not heard of, though another call has its number', async () => {
  const { url, heard } = await listen((count) => (count === 1 ? 500 : 200));
  const { store, webhooks } = open();
  webhooks.send(message(url));
  webhooks.advance();
  await store.kept();
  store.reset();
  webhooks.startOver();
  const { id } = webhooks.send(message(url));
  await webhooks.settled();
  expect(webhooks.list()).toMatchObject([{ id, state: 'waiting', attempts: [] }]);
  webhooks.advance();
  await webhooks.settled();
  expect(heard).toHaveLength(2);
  expect(webhooks.list()).toMatchObject([{ id, state: 'delivered', attempts: [{ status: 200 }] }]);
});

test('a call that was under way in a snapshot is made after going back to it', async () => {
  const { url, heard } = await listen(() => 200);
  const { store, webhooks } = open();
  webhooks.send(message(url));
  webhooks.advance();
  store.snapshot('sending');
  await webhooks.settled();
  store.restore('sending');
  webhooks.startOver();
  webhooks.advance();
  await webhooks.settled();
  expect(heard).toHaveLength(2);
  expect(webhooks.list()).toMatchObject([{ state: 'delivered', attempts: [{ status: 200 }] }]);
});

test('none that waits is given up for newer ones; of those that are over, the last thousand stay', async () => {
  const { url, heard } = await listen(() => 200);
  const { store, webhooks } = open();
  store.transaction(() => {
    for (let count = 0; count < 1200; count += 1) webhooks.send({ ...message(url), body: String(count) });
  });
  webhooks.advance();
  await webhooks.settled();
  expect(new Set(heard).size).toBe(1200);
  const kept = webhooks.list();
  expect(kept.every(({ state }) => state === 'delivered')).toBe(true);
  expect([kept.length >= 1000 && kept.length < 1120, kept[0]?.id]).toEqual([true, 1200]);
}, 90_000);

test('many that may not go out do not keep others from going out', async () => {
  const { url, heard } = await listen(() => 200);
  const { store, webhooks } = open();
  store.transaction(() => {
    for (let count = 0; count < 300; count += 1) webhooks.send(message('https://hooks.example.com/x'));
  });
  webhooks.send(message(url));
  webhooks.advance();
  await webhooks.settled();
  expect(heard).toHaveLength(1);
});

test('nobody is told of what was taken back', async () => {
  const { url, heard } = await listen(() => 200);
  const { store, webhooks } = open();
  const fail = () =>
    store.transaction(() => {
      webhooks.send(message(url));
      webhooks.advance();
      throw new Error('taken back');
    });
  expect(fail).toThrow('taken back');
  await webhooks.settled();
  expect([heard, webhooks.list()]).toEqual([[], []]);
});

test('an app that ticks lets time take effect by itself', async () => {
  let count = 0;
  const definition = {
    ...tinySandbox,
    ticks: true,
    advance: () => {
      count += 1;
    },
  };
  const sandbox = await createSandbox(definition, { app: 'tiny' });
  await sleep(1_200);
  expect(count).toBe(1);
  await sandbox.close();
  await sleep(1_100);
  expect(count).toBe(1);
});
