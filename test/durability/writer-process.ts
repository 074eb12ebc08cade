import { newId } from '../../src/kernel/ids.ts';
import type { RunRow } from '../../src/kernel/ports/storage.ts';
import type { IdempotencyRow } from '../../src/kernel/ports/storage-actions.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';

// Writes runs until it is killed, and says on stdout which claims (C) and completions (D) were acknowledged, and which claims were refused (L).
const [url = '', tenantId = ''] = process.argv.slice(2);
const callers = 4;
/** Two callers each, which want the same keys. */
const rivals = 2;

const storage = await openStorage({ url });

function newRun(key: string | null): RunRow {
  return {
    id: newId('run'),
    tenantId,
    connectionId: 'con_1',
    app: 'app',
    actionKey: 'write',
    effect: 'write',
    status: 'running',
    input: { text: 'x'.repeat(500) },
    output: undefined,
    error: undefined,
    details: undefined,
    actionId: null,
    actionLayer: null,
    integrationId: null,
    request: { type: 'action' },
    meta: key,
    createdAt: Date.now(),
    completedAt: null,
  };
}

function keyFor({ id, createdAt }: RunRow, key: string): IdempotencyRow {
  return { tenantId, key, requestHash: 'a'.repeat(64), runId: id, createdAt, expiresAt: createdAt + 3_600_000 };
}

async function write(key: string | null): Promise<void> {
  const run = newRun(key);
  const { id } = run;
  if (!(await storage.runs.claim(run, key === null ? undefined : keyFor(run, key)))) {
    process.stdout.write(`L ${id}\n`);
    return;
  }
  process.stdout.write(`C ${id}\n`);
  const ended = { id, status: 'success', output: { id }, error: undefined, details: undefined } as const;
  const answer = { ownerId: id, keyId: 'mk', wrappedKey: '', version: 1, fields: {} };
  await storage.runs.complete({ ...ended, completedAt: Date.now() }, key === null ? undefined : answer);
  process.stdout.write(`D ${id}\n`);
}

async function work(keyOf: (n: number) => string | null): Promise<never> {
  for (let n = 0; ; n++) await write(keyOf(n));
}

await Promise.all([
  ...Array.from({ length: callers }, () => work(() => null)),
  ...Array.from({ length: 2 * rivals }, (_, caller) => work((n) => `${process.pid}-${caller % rivals}-${n}`)),
]);
