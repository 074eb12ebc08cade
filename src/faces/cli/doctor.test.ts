import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Boot, Check, Examination } from './boot.ts';
import { node } from './local/doctor/program-checks.ts';
import { guarded } from './local/doctor/time-limit.ts';
import { credentialsFile } from './saved-logins.ts';
import { cli, emptyEnv, gatewayFactory, type RunOptions, serve } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const well: Check = { name: 'database', status: 'ok', message: 'opens and is whole' };

function bootThat(examination: Examination, seen: { isRunning?: boolean } = {}) {
  const refuse = () => Promise.reject(new Error('this test starts no gateway'));
  const boot: Boot = {
    start: refuse,
    describeConfig: refuse,
    examine: async (_flags, _env, options) => {
      seen.isRunning = options.isRunning;
      return examination;
    },
  };
  return async () => boot;
}

async function doctor(options: RunOptions = {}) {
  const boot = bootThat({ checks: [well] });
  const { stdout, code } = await cli(['doctor', '--json'], { boot, ...options });
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] };
  return { ok, code, checks, of: (name: string) => checks.filter((check) => check.name === name) };
}

const running = {
  'GET /health': { body: { status: 'ok', version: '0.1.0' } },
  'GET /sandboxes': { body: { items: [] } },
  'GET /connections': { body: { items: [] } },
  'GET /action-run-logs': { body: { items: [] } },
};

test('everything is asked of a running gateway, and its database is left to it', async () => {
  const { env } = await gateway(running);
  const seen: { isRunning?: boolean } = {};
  const result = await doctor({ env, now: Date.now, boot: bootThat({ checks: [well] }, seen) });
  expect([result.ok, result.code, seen.isRunning]).toEqual([true, 0, true]);
  expect(result.checks.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'node',
      'npx',
      'database',
      'login',
      'gateway',
      'clock',
      'sandboxes',
      'connections',
      'runs',
    ]),
  );
});

test('without a gateway it is a warning, and the rest is checked all the same', async () => {
  const { ok, of } = await doctor({ env: emptyEnv() });
  expect(ok).toBe(true);
  expect(of('gateway')).toMatchObject([{ status: 'warn', hint: expect.stringContaining('porin up') }]);
  expect(of('database')).toEqual([well]);
});

test('a failing check ends with 1, and says what to do in the words of the name it was called by', async () => {
  const failing: Check = { name: 'database', status: 'fail', message: 'is damaged', hint: 'porin down && look' };
  const boot = bootThat({ checks: [failing, { ...well, message: '/data/porin is there' }] });
  const result = await cli(['doctor', '--no-color'], { boot, program: 'membrane' });
  expect(result.code).toBe(1);
  expect(result.stdout).toMatch(/^fail {2}database +is damaged\n +membrane down && look$/m);
  expect(result.stdout).toContain('/data/porin is there');
  expect(result.stdout).toMatch(/\d+ checks: .*1 to mend/);
});

test('another version, connections that wait and runs without an outcome are told with their next step', async () => {
  const waiting = { id: 'con_1', name: 'Sales', state: 'CLIENT_ACTION_REQUIRED' };
  const { env } = await gateway({
    ...running,
    'GET /health': { body: { status: 'ok', version: '9.9.9' } },
    'GET /connections': ({ url }) => ({ body: { items: url.includes('CLIENT_ACTION') ? [waiting] : [] } }),
    'GET /action-run-logs': { body: { items: [{ id: 'run_1', name: 'x', status: 'unknown' }] } },
  });
  const { of } = await doctor({ env, now: Date.now });
  expect(of('gateway')).toMatchObject([{ status: 'warn', message: expect.stringContaining('9.9.9') }]);
  expect(of('connections')).toMatchObject([{ status: 'warn', hint: 'porin connect --connectionId=con_1' }]);
  expect(of('runs')).toMatchObject([{ status: 'warn', hint: 'porin action-run-log list --status unknown' }]);
});

test('a clock that differs from the gateway is told', async () => {
  const late = new Date(Date.now() + 10 * 60_000).toUTCString();
  const { env } = await gateway({ ...running, 'GET /health': { headers: { date: late }, body: { version: '0.1.0' } } });
  const { of } = await doctor({ env });
  expect(of('clock')).toMatchObject([{ status: 'warn', message: expect.stringMatching(/^(9|10) min behind/) }]);
});

test('a gateway that hangs or breaks keeps no other check from being made', async () => {
  const { env } = await gateway({
    ...running,
    'GET /sandboxes': { status: 500, body: 'no' },
    'GET /connections': { hang: true },
  });
  const { of } = await doctor({ env });
  expect(of('connections')).toMatchObject([{ status: 'warn' }]);
  expect(of('runs')).toMatchObject([{ status: 'ok' }]);
  expect(of('database')).toEqual([well]);
});

test('a gateway that answers nothing is told once, with what mends it', async () => {
  const hang = { hang: true };
  const routes = ['/health', '/sandboxes', '/connections', '/action-run-logs'].map((path) => [`GET ${path}`, hang]);
  const { env } = await gateway(Object.fromEntries(routes));
  const { of, checks } = await doctor({ env });
  expect(of('gateway')).toMatchObject([{ status: 'fail', hint: expect.stringContaining('porin down') }]);
  expect(checks.filter(({ name }) => ['sandboxes', 'connections', 'runs'].includes(name))).toEqual([]);
}, 20_000);

test('a sandbox that does not answer is a failure', async () => {
  const { env } = await gateway({
    ...running,
    'GET /sandboxes': { body: { items: [{ app: 'meetings', url: 'http://127.0.0.1:1/v1', credentials: {} }] } },
  });
  const { ok, of } = await doctor({ env });
  expect(ok).toBe(false);
  expect(of('sandboxes')).toMatchObject([{ status: 'fail', message: expect.stringContaining('meetings') }]);
});

test('saved logins that others could read, or that ended, are told', async () => {
  const env = emptyEnv();
  const file = credentialsFile(env);
  const login = { clientId: 'c', accessToken: 'secret-token', expiresAt: 1, scopes: [] };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ porin: { servers: { 'http://127.0.0.1:1': { login, tenantTokens: {} } } } }));
  chmodSync(file, 0o644);
  const { ok, checks, of } = await doctor({ env });
  expect(ok).toBe(false);
  expect(of('login file')).toMatchObject([{ status: 'fail', message: expect.stringContaining('644') }]);
  expect(of('login')).toMatchObject([{ status: 'warn', message: expect.stringContaining('expired') }]);
  expect(JSON.stringify(checks)).not.toContain('secret-token');
});

test('a taken port is told with who has it', async () => {
  const stranger = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.once('listening', resolve));
  const other = await serve({ 'GET /health': { body: { status: 'ok', version: '0.1.0' } } });
  const at = async (port: number) => {
    const settings = { dataDir: '/nowhere', host: '127.0.0.1', port, isEphemeral: false };
    const { of } = await doctor({ env: emptyEnv(), boot: bootThat({ checks: [], settings }) });
    return of('port')[0];
  };
  expect(await at((stranger.address() as { port: number }).port)).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('another program'),
  });
  expect(await at(Number(new URL(other.url).port))).toMatchObject({ message: expect.stringContaining('Porin 0.1.0') });
  expect(await at(1)).toMatchObject({ status: 'ok' });
  stranger.close();
  await other.close();
});

test('the word membrane has to start this program', async () => {
  const env = emptyEnv();
  const bin = join(env['HOME'] ?? '', 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'membrane'), '#!/bin/sh\n', { mode: 0o755 });
  const { of } = await doctor({ env: { ...env, PATH: bin }, self: [process.execPath, import.meta.filename] });
  expect(of('membrane')).toMatchObject([{ status: 'warn', message: expect.stringContaining('another program') }]);
});

test.each([
  ['20.18.9', 'fail'],
  ['18.20.0', 'fail'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node.js %s is %s', (version, status) => {
  expect(node(version).status).toBe(status);
});

test('a look that throws or does not end is a finding', async () => {
  const fault = await guarded({ name: 'x', look: () => Promise.reject(new Error('broken')) });
  expect(fault).toEqual([{ name: 'x', status: 'fail', message: 'broken' }]);
  const late = await guarded({ name: 'x', limitMs: 20, look: () => new Promise(() => undefined) });
  expect(late).toMatchObject([{ name: 'x', status: 'warn' }]);
});
