import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, test } from 'vitest';
import { type RunningSandbox, type StartSandboxOptions, startSandbox } from './server.ts';
import { tinySandbox } from './tiny-sandbox.fixture.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
});

async function start(options: Partial<StartSandboxOptions> = {}): Promise<RunningSandbox> {
  const sandbox = await startSandbox(tinySandbox, { app: 'tiny', port: 0, ...options });
  opened.push(sandbox);
  return sandbox;
}

const addFault = (sandbox: RunningSandbox, rule: object) =>
  fetch(`${sandbox.controlUrl}/faults`, { method: 'POST', headers: tokenOf(sandbox), body: JSON.stringify(rule) });

const tokenOf = ({ controlToken }: RunningSandbox) => ({ 'x-sandbox-token': controlToken });

test('a started sandbox says where it is', async () => {
  const sandbox = await start();
  expect(sandbox.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(sandbox).toMatchObject({ app: 'tiny', url: `${sandbox.origin}/v1`, controlUrl: `${sandbox.origin}/_sandbox` });
  expect(sandbox.world.origin).toBe(sandbox.origin);
  expect(sandbox.credentials).toEqual({ apiKey: 'tiny-secret-key' });
  expect(await (await fetch(`${sandbox.url}/notes`)).json()).toHaveLength(1);
  expect(await (await fetch(sandbox.controlUrl, { headers: tokenOf(sandbox) })).json()).toMatchObject({ app: 'tiny' });
});

test('a taken port is named, with the flag that helps', async () => {
  const { origin } = await start();
  const port = Number(new URL(origin).port);
  await expect(startSandbox(tinySandbox, { app: 'tiny', port })).rejects.toMatchObject({
    code: 'configuration',
    message: `Port ${port} on 127.0.0.1 is taken, a sandbox cannot listen there`,
    hint: expect.stringContaining('--sandbox-port-base'),
  });
});

test('a data file in use stops the start and frees the port', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-sandbox-')), 'tiny.sqlite');
  await start({ file });
  const probe = await start();
  const port = Number(new URL(probe.origin).port);
  await probe.close();
  opened.pop();
  await expect(startSandbox(tinySandbox, { app: 'tiny', port, file })).rejects.toMatchObject({ code: 'configuration' });
  await expect(start({ port })).resolves.toMatchObject({ app: 'tiny' });
});

test('data and outbox survive a restart, and the demo data is loaded once', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-sandbox-')), 'tiny.sqlite');
  const first = await start({ file });
  await fetch(`${first.url}/notes`, { method: 'POST', body: 'kept' });
  await first.close();
  opened.pop();
  const second = await start({ file });
  expect(await (await fetch(`${second.url}/notes`)).json()).toMatchObject([
    { text: 'first' },
    { id: 101, text: 'kept' },
  ]);
  expect(second.world.outbox.list()).toMatchObject([{ subject: 'kept' }]);
});

test('a hang never answers, even after the app did its work', async () => {
  const sandbox = await start();
  await addFault(sandbox, { method: 'post', path: '/v1/*', hang: true, after: true, count: 1 });
  const request = fetch(`${sandbox.url}/notes`, { method: 'POST', body: 'done', signal: AbortSignal.timeout(250) });
  await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(await (await fetch(`${sandbox.url}/notes`)).json()).toHaveLength(2);
  expect((await fetch(`${sandbox.url}/notes`, { method: 'POST', body: 'x' })).status).toBe(201);
});

test('a truncated answer breaks off after the given bytes', async () => {
  const sandbox = await start();
  await addFault(sandbox, { path: '/v1/notes', truncate: 5 });
  const response = await fetch(`${sandbox.url}/notes`);
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('[{"id');
  await expect(reader.read()).rejects.toThrow();
});

test('an answer may break off before its first byte', async () => {
  const sandbox = await start();
  await addFault(sandbox, { truncate: 0 });
  const response = await fetch(`${sandbox.url}/notes`);
  expect(response.headers.get('content-length')).not.toBe('0');
  await expect(response.text()).rejects.toThrow();
});

test('status, body, headers and latency are as the rule says, and count ends it', async () => {
  const sandbox = await start();
  await addFault(sandbox, {
    path: '/v1/**',
    status: 503,
    body: { busy: true },
    headers: { 'retry-after': '2' },
    latencyMs: 60,
    count: 1,
  });
  const started = performance.now();
  const refused = await fetch(`${sandbox.url}/notes`);
  expect(performance.now() - started).toBeGreaterThan(55);
  expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
    503,
    '2',
    { busy: true },
  ]);
  expect((await fetch(`${sandbox.url}/notes`)).status).toBe(200);
});

test('a rate spreads failures evenly', async () => {
  const sandbox = await start();
  await addFault(sandbox, { status: 500, rate: 0.25 });
  const statuses = [];
  for (let number = 0; number < 12; number += 1) statuses.push((await fetch(`${sandbox.url}/notes`)).status);
  expect(statuses.filter((status) => status === 500)).toHaveLength(3);
});

test('faults never reach the control API', async () => {
  const sandbox = await start();
  await addFault(sandbox, { hang: true });
  expect((await fetch(`${sandbox.controlUrl}/faults`, { method: 'DELETE', headers: tokenOf(sandbox) })).status).toBe(
    200,
  );
  expect((await fetch(`${sandbox.url}/notes`)).status).toBe(200);
});

test('closing breaks connections that hang', async () => {
  const sandbox = await start();
  await addFault(sandbox, { hang: true });
  const hanging = fetch(`${sandbox.url}/notes`).catch((error: Error) => error.name);
  await new Promise((resolve) => setTimeout(resolve, 50));
  opened.pop();
  await sandbox.close();
  expect(await hanging).toBe('TypeError');
});

test('mail also goes to the mail server that is configured', async () => {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        received.push(text);
        done();
      });
    },
  });
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port));
  });
  opened.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  const sandbox = await start({ smtpUrl: `smtp://127.0.0.1:${port}` });
  await fetch(`${sandbox.url}/notes`, { method: 'POST', body: 'to all' });
  await expect.poll(() => sandbox.world.outbox.list()[0]?.delivery).toBe('delivered');
  expect(received[0]).toContain('Subject: to all');
});

test('a mail server that hangs holds up no request, and the failure is recorded', { timeout: 15_000 }, async () => {
  const silent: Server = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  opened.push({ close: () => silent.close() });
  const { port } = silent.address() as AddressInfo;
  const sandbox = await start({ smtpUrl: `smtp://127.0.0.1:${port}`, smtpTimeoutMs: 1500 });
  expect((await fetch(`${sandbox.url}/notes`, { method: 'POST', body: 'x' })).status).toBe(201);
  expect(sandbox.world.outbox.list()[0]?.delivery).toBe('sending');
  await expect.poll(() => sandbox.world.outbox.list()[0]?.delivery, { timeout: 8000 }).toBe('failed');
  expect(sandbox.world.outbox.list()[0]?.deliveryError).not.toBe('');
});

test('what was answered survives kill -9, twenty times', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'porin-sandbox-'));
  const file = join(folder, 'tiny.sqlite');
  const acknowledged: number[] = [];
  for (let round = 0; round < 20; round += 1) acknowledged.push(...(await writeUntilKilled(file, round * 5)));
  const sandbox = await start({ file });
  const kept = new Set(((await (await fetch(`${sandbox.url}/notes`)).json()) as { id: number }[]).map(({ id }) => id));
  expect(acknowledged.length).toBeGreaterThan(40);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
});

/** Starts a process that serves the file, writes to it from here, and kills it in the middle. */
async function writeUntilKilled(file: string, afterMs: number): Promise<number[]> {
  const script = `
    import { startSandbox } from '${import.meta.dirname}/server.ts';
    import { tinySandbox } from '${import.meta.dirname}/tiny-sandbox.fixture.ts';
    const running = await startSandbox(tinySandbox, { app: 'tiny', port: 0, file: process.argv[1] });
    console.log(running.url);
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  const done = new Promise((resolve) => child.once('exit', resolve));
  const acknowledged: number[] = [];
  const writers = [1, 2, 3].map(async () => {
    for (;;) {
      const response = await fetch(`${url}/notes`, { method: 'POST', body: 'w' });
      acknowledged.push(((await response.json()) as { id: number }).id);
      // Counted from the first answer, so that each round has something to lose.
      if (acknowledged.length === 1) setTimeout(() => child.kill('SIGKILL'), afterMs);
    }
  });
  await Promise.allSettled(writers);
  await done;
  return acknowledged;
}
