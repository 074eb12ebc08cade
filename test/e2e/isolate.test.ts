import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { FromThread, Task } from '../../src/platform/isolate/protocol.ts';
import { startProgram, temporaryHome } from './program.ts';

const server = resolve(import.meta.dirname, '../../dist/server');

test('the thread of the build runs code, formulas and schemas where no package is installed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'porin-isolate-'));
  cpSync(server, home, { recursive: true });
  const worker = new Worker(pathToFileURL(join(home, newestWorker())), { env: {} });
  const ask = (task: Task) =>
    new Promise<FromThread>((done, fail) => {
      worker.once('error', fail);
      worker.on('message', (message: FromThread) => {
        if (message.kind !== 'begun' && message.kind !== 'waiting') done(message);
      });
      worker.postMessage(task);
    });
  const code = 'return input.a + 1';
  expect(await ask({ kind: 'code', code, data: '{"input":{"a":1}}', timeoutMs: 20_000, memoryMb: 32 })).toEqual({
    kind: 'output',
    json: '2',
  });
  expect(await ask({ kind: 'resolve', value: { $jsonata: 'a + 1' }, variables: { a: 1 } })).toEqual({
    kind: 'value',
    value: 2,
  });
  expect(await ask({ kind: 'validate', schema: { pattern: '^a$' }, value: 'a' })).toEqual({ kind: 'value', value: [] });
  await worker.terminate();
  rmSync(home, { recursive: true });
});

/** Those of earlier builds are there for a day. */
function newestWorker(): string {
  const files = readdirSync(server).filter((name) => /^isolate-worker-\w+\.mjs$/.test(name));
  const [newest = ''] = files.sort((a, b) => statSync(join(server, b)).mtimeMs - statSync(join(server, a)).mtimeMs);
  return newest;
}

const formula = {
  key: 'formula',
  config: { request: { path: '/ping', query: { sum: { $jsonata: '$sum(input.n)' } } } },
};
const pattern = {
  key: 'pattern',
  config: { request: { path: '/ping' } },
  inputSchema: { properties: { code: { pattern: '^[A-Z]{3}$' } } },
};
const code = { key: 'code', type: 'run-javascript', config: { code: 'return membrane.api("/ping")' } };

test('the built program runs saved formulas, patterns and code, and starts nothing for them before', async () => {
  const { data, env, remove } = temporaryHome();
  const program = await startProgram({ data, env });
  const connectionId = (await program.sandboxConnection()).id;
  expect(childrenOf(program.child.pid)).toEqual([]);
  for (const action of [formula, pattern, code]) await save(program, connectionId, action);
  const sum = await program.run('formula', connectionId, { n: [1, 2] });
  expect(sum).toMatchObject({ status: 200, body: { output: { status: 200 } } });
  const log = await program.call(`GET /action-run-logs/${sum.body.actionRunId}?details=true`);
  expect(JSON.stringify(log.body.details)).toContain('/ping?sum=3"');
  expect(await program.run('pattern', connectionId, { code: 'ABC' })).toMatchObject({ status: 200 });
  expect(await program.run('pattern', connectionId, { code: 'abc' })).toMatchObject({ status: 400 });
  expect(await program.run('code', connectionId)).toMatchObject({ status: 200, body: { output: { ping: 'pong' } } });
  await program.stop();
  remove();
});

test.skipIf(process.platform !== 'linux')('a formula without an end ends with a gateway that was killed', async () => {
  const { data, env, remove } = temporaryHome();
  const program = await startProgram({ data, env });
  const connectionId = (await program.sandboxConnection()).id;
  const config = { request: { path: '/ping', headers: { x: { $jsonata: '($f := function() { $f() }; $f())' } } } };
  await save(program, connectionId, { key: 'endless', config });
  const run = program.run('endless', connectionId).catch(() => undefined);
  await expect.poll(() => childrenOf(program.child.pid).length, { timeout: 10_000 }).toBe(1);
  const [child = 0] = childrenOf(program.child.pid);
  await expect.poll(() => cpuTicks(child), { timeout: 10_000 }).toBeGreaterThan(30);
  await program.kill();
  await run;
  await expect.poll(() => isThere(child), { timeout: 15_000, interval: 200 }).toBe(false);
  remove();
});

async function save(program: Awaited<ReturnType<typeof startProgram>>, connectionId: string, action: object) {
  const type = 'api-request-to-external-app';
  const saved = await program.call('POST /actions', { body: { type, ...action, connectionId } });
  expect(saved).toMatchObject({ status: 200 });
}

function childrenOf(pid = 0): number[] {
  if (process.platform !== 'linux') return [];
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Time it computed, in hundredths of a second. */
function cpuTicks(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[13]);
}

function isThere(pid: number): boolean {
  try {
    // One that nobody has taken note of is over, too.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
