import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { FromThread, Task } from '../../src/platform/isolate/protocol.ts';

const server = resolve(import.meta.dirname, '../../dist/server');

test('the thread of the build runs code, formulas and schemas where no package is installed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'porin-isolate-'));
  cpSync(server, home, { recursive: true });
  const worker = new Worker(pathToFileURL(join(home, 'isolate-worker.mjs')), { env: {} });
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
