import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Logger } from '../kernel/ports/telemetry.ts';
import { type RunningSandbox, type StartSandboxOptions, startSandbox } from './server.ts';
import { type Line, talkSandbox } from './talk-sandbox.fixture.ts';

async function start(options: Partial<StartSandboxOptions> = {}) {
  const definition = talkSandbox();
  const sandbox = await startSandbox(definition, { app: 'talk', port: 0, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, ended: definition.ended, lines: () => linesOf(sandbox) };
}

const linesOf = ({ world }: RunningSandbox): string[] =>
  world.store
    .collection<Line>('lines')
    .all()
    .map(({ text }) => text);

interface Page {
  readonly socket: WebSocket;
  readonly heard: string[];
  /** The close code, or the error's message when it never opened. */
  readonly over: Promise<number | string>;
}

async function open(origin: string, name: string, headers: Record<string, string> = {}): Promise<Page> {
  const page = dial(origin, `/talk?name=${name}`, headers);
  await Promise.race([once(page.socket, 'open'), page.over]);
  return page;
}

function dial(origin: string, path: string, headers: Record<string, string> = {}): Page {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers });
  onTestFinished(() => socket.terminate());
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  const over = new Promise<number | string>((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', (code) => resolve(code));
  });
  return { socket, heard, over };
}

const control = (sandbox: RunningSandbox, method: string, path: string, body?: object) =>
  fetch(sandbox.controlUrl + path, {
    method,
    headers: { 'x-sandbox-token': sandbox.controlToken },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const loggedStatuses = async (sandbox: RunningSandbox): Promise<string[]> => {
  const { items } = (await (await control(sandbox, 'GET', '/requests')).json()) as {
    items: { path: string; status: number }[];
  };
  return items.map(({ path, status }) => `${status} ${path}`);
};

const handshake = (extra = '') =>
  `GET /talk?name=raw HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`;

/** A bare connection that says the text and collects what comes back. */
async function raw(origin: string, text: string | Buffer): Promise<{ socket: Socket; received(): string }> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  await once(socket, 'connect');
  socket.write(text);
  return { socket, received: () => received };
}

test('what one page says is kept and heard by all, and the log has the handshake', async () => {
  const { sandbox, lines } = await start();
  const [anna, ben] = [await open(sandbox.origin, 'anna'), await open(sandbox.origin, 'ben')];
  anna.socket.send('hi');
  await expect.poll(() => ben.heard).toEqual(['hello ben', 'anna: hi']);
  expect(anna.heard).toEqual(['hello anna', 'anna: hi']);
  expect(lines()).toEqual(['seeded', 'hi']);
  expect(await loggedStatuses(sandbox)).toEqual(['101 /talk?name=ben', '101 /talk?name=anna']);
});

test('a foreign origin, an unknown path and a broken handshake are refused with their status', async () => {
  const { sandbox } = await start();
  expect(await dial(sandbox.origin, '/talk', { origin: 'https://evil.example' }).over).toContain('403');
  expect(await dial(sandbox.origin, '/nowhere').over).toContain('404');
  expect(await dial(sandbox.origin, '/_sandbox').over).toContain('404');
  const near = await open(sandbox.origin, 'near', { origin: 'http://localhost:3000' });
  expect(near.socket.readyState).toBe(WebSocket.OPEN);
  const { received } = await raw(sandbox.origin, handshake().replace('Version: 13', 'Version: 99'));
  await expect.poll(received).toContain('HTTP/1.1 400');
  expect((await loggedStatuses(sandbox)).map((line) => line.slice(0, 3))).toEqual(['400', '101', '404', '404', '403']);
});

test('too long, binary and garbled messages end their own connection only', async () => {
  const { sandbox, lines } = await start();
  const witness = await open(sandbox.origin, 'witness');
  const [long, binary, exact] = [
    await open(sandbox.origin, 'long'),
    await open(sandbox.origin, 'binary'),
    await open(sandbox.origin, 'exact'),
  ];
  long.socket.send('x'.repeat(64 * 1024 + 1));
  expect(await long.over).toBe(1009);
  binary.socket.send(Buffer.from('hi'));
  expect(await binary.over).toBe(1003);
  exact.socket.send('x'.repeat(64 * 1024));
  await expect.poll(() => witness.heard.length).toBe(2);
  for (const garbage of [
    [0xff, 0xff, 0xff, 0xff],
    [0x81, 0x02, 0x41, 0x41],
    [0x81, 0x81, 0, 0, 0, 0, 0xff],
  ]) {
    const { socket, received } = await raw(sandbox.origin, handshake());
    await expect.poll(received).toContain('HTTP/1.1 101');
    socket.write(Buffer.from(garbage));
    await once(socket, 'close');
  }
  witness.socket.send('still here');
  await expect.poll(() => witness.heard.at(-1)).toBe('witness: still here');
  expect(
    lines()
      .filter((text) => text.endsWith('left'))
      .sort(),
  ).toEqual(['binary left', 'long left', 'raw left', 'raw left', 'raw left']);
});

test('an offer of another protocol is passed over, and the request answered', async () => {
  const { sandbox } = await start();
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
  const get = await raw(sandbox.origin, `GET /v1/lines HTTP/1.1\r\nHost: localhost\r\n${offer}\r\n`);
  await expect.poll(get.received).toMatch(/^HTTP\/1.1 200 OK[\s\S]*seeded/);
  const post = await raw(
    sandbox.origin,
    `POST /v1/echo HTTP/1.1\r\nHost: localhost\r\n${offer}Content-Length: 10\r\n\r\nhello`,
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  post.socket.write('world');
  await expect.poll(post.received).toMatch(/^HTTP\/1.1 200 OK[\s\S]*helloworld/);
  post.socket.write('GET /v1/lines HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await expect.poll(post.received).toContain('seeded');
});

test('five hundred pages hear each other', { timeout: 60_000 }, async () => {
  const { sandbox } = await start();
  const pages = await Promise.all(Array.from({ length: 500 }, (_, number) => open(sandbox.origin, `p${number}`)));
  for (let number = 0; number < 10; number += 1) pages[number]?.socket.send(`line ${number}`);
  await expect.poll(() => pages.every(({ heard }) => heard.length === 11), { timeout: 20_000 }).toBe(true);
});

test('a page that never reads is cut off, and the others do not wait for it', async () => {
  const { sandbox, ended } = await start();
  const deaf = await raw(sandbox.origin, handshake());
  await expect.poll(deaf.received).toContain('hello raw');
  deaf.socket.pause();
  const fill = Buffer.concat([Buffer.from([0x81, 0x84, 0, 0, 0, 0]), Buffer.from('fill')]);
  const other = await open(sandbox.origin, 'other');
  for (let number = 0; number < 60 && !ended.includes('raw'); number += 1) {
    deaf.socket.write(fill);
    const started = performance.now();
    other.socket.send(`${number}`);
    await expect.poll(() => other.heard.at(-1), { interval: 2 }).toBe(`other: ${number}`);
    expect(performance.now() - started).toBeLessThan(10_000);
  }
  await expect.poll(() => ended).toContain('raw');
});

test('a handler that throws ends its connection with 1011, is logged, and keeps and tells nothing', async () => {
  const errors: string[] = [];
  const logger = { error: ({ err }: { err: Error }) => errors.push(err.message), debug: () => {} } as unknown as Logger;
  const { sandbox, lines } = await start({ logger });
  const [anna, ben] = [await open(sandbox.origin, 'anna'), await open(sandbox.origin, 'ben')];
  anna.socket.send('throw');
  expect(await anna.over).toBe(1011);
  expect(await (await open(sandbox.origin, 'broken')).over).toBe(1011);
  ben.socket.send('fine');
  await expect.poll(() => ben.heard).toEqual(['hello ben', 'ben: fine']);
  expect(errors).toEqual(['a bug', 'a bug at the door']);
  expect(lines()).toEqual(['seeded', 'anna left', 'fine']);
});

test('a handler may close, after what it said', async () => {
  const { sandbox } = await start();
  const anna = await open(sandbox.origin, 'anna');
  anna.socket.send('bye');
  expect(await anna.over).toBe(4000);
  expect(anna.heard).toEqual(['hello anna', 'anna: bye']);
});

test('reset and restore end every connection with 1012, and what ends writes nothing into the new data', async () => {
  const { sandbox, ended, lines } = await start();
  await control(sandbox, 'POST', '/snapshots', { name: 'empty' });
  for (const path of ['/reset', '/snapshots/empty/restore']) {
    const pages = [await open(sandbox.origin, 'anna'), await open(sandbox.origin, 'ben')];
    pages[0]?.socket.send('hi');
    await expect.poll(() => pages[1]?.heard.length).toBe(2);
    await control(sandbox, 'POST', path);
    expect(await Promise.all(pages.map(({ over }) => over))).toEqual([1012, 1012]);
    expect(lines()).toEqual(['seeded']);
  }
  expect(ended).toHaveLength(4);
  const stays = await open(sandbox.origin, 'stays');
  expect((await control(sandbox, 'POST', '/snapshots/none/restore')).status).toBe(404);
  stays.socket.send('hi');
  await expect.poll(() => stays.heard).toHaveLength(2);
});

test('closing ends connections with 1001, and does not wait for one that does not answer', async () => {
  const { sandbox } = await start();
  const page = await open(sandbox.origin, 'anna');
  const deaf = await raw(sandbox.origin, handshake());
  await expect.poll(deaf.received).toContain('hello raw');
  const started = performance.now();
  await sandbox.close();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await page.over).toBe(1001);
});

test('fault rules apply to the handshake', async () => {
  const { sandbox } = await start();
  const next = (rule: object) => control(sandbox, 'POST', '/faults', { path: '/talk', count: 1, ...rule });
  await next({ status: 503, latencyMs: 50 });
  const started = performance.now();
  expect(await dial(sandbox.origin, '/talk').over).toContain('503');
  expect(performance.now() - started).toBeGreaterThan(45);
  await next({ hang: true });
  const hanging = dial(sandbox.origin, '/talk');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(hanging.socket.readyState).toBe(WebSocket.CONNECTING);
  hanging.socket.terminate();
  await next({ truncate: 3 });
  expect(await dial(sandbox.origin, '/talk').over).not.toBe(1000);
  await next({ latencyMs: 5 });
  expect((await open(sandbox.origin, 'slow')).socket.readyState).toBe(WebSocket.OPEN);
  await expect
    .poll(async () => (await loggedStatuses(sandbox)).map((line) => line.slice(0, 3)))
    .toEqual(['101', '200', '0 /', '503']);
});

test('what another page has seen survives kill -9', { timeout: 60_000 }, async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-sockets-')), 'talk.sqlite');
  const script = `
    import { startSandbox } from '${import.meta.dirname}/server.ts';
    import { talkSandbox } from '${import.meta.dirname}/talk-sandbox.fixture.ts';
    const running = await startSandbox(talkSandbox(), { app: 'talk', port: 0, file: process.argv[1] });
    console.log(running.origin);
  `;
  const seen: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const [anna, ben] = [await open(String(line).trim(), 'anna'), await open(String(line).trim(), 'ben')];
    for (let number = 0; number < 500; number += 1) anna.socket.send(`${round}.${number}`);
    ben.socket.on('message', () => ben.heard.length > 3 + round * 5 && child.kill('SIGKILL'));
    await ben.over;
    seen.push(...ben.heard.filter((text) => text.startsWith('anna: ')).map((text) => text.slice(6)));
  }
  const { lines } = await start({ file });
  const kept = new Set(lines());
  expect(seen.length).toBeGreaterThan(20);
  expect(seen.filter((text) => !kept.has(text))).toEqual([]);
});

test('an idle sandbox with open pages lets its process end when it is closed', { timeout: 30_000 }, async () => {
  const script = `
    import { startSandbox } from '${import.meta.dirname}/server.ts';
    import { talkSandbox } from '${import.meta.dirname}/talk-sandbox.fixture.ts';
    const running = await startSandbox(talkSandbox(), { app: 'talk', port: 0 });
    console.log(running.origin);
    setTimeout(() => running.close(), 600);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const page = await open(String(line).trim(), 'anna');
  const [code] = await once(child, 'exit');
  expect([code, await page.over]).toEqual([0, 1001]);
});
