import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyOf } from '../../../test/durability/action-rows.ts';
import { newTenant, runRow } from '../../../test/durability/engines.ts';
import { startPostgres, type TestPostgres } from '../../../test/durability/postgres-server.ts';
import type { Engine } from './engine.ts';
import { encodeKey } from './idempotency-record.ts';
import { migrate } from './migrate.ts';
import { openPostgresEngine } from './postgres.ts';
import { encodeRun } from './run-record.ts';
import { storageOn } from './storage.ts';

let server: TestPostgres;
let engine: Engine;
beforeAll(async () => {
  server = await startPostgres();
  engine = await openPostgresEngine(await server.newDatabase(), undefined);
  await migrate(engine, 1);
});
afterAll(async () => {
  await engine?.close();
  await server?.stop();
});

// The writer would try each row alone, so that callers see no difference but the time.
test('a batch that wants a key several times is one statement, which gives it to the first', async () => {
  const tenant = await newTenant(storageOn(engine, () => 1));
  const runs = ['a', 'b', 'c'].map((id) => runRow(tenant, { id: `run_${id}` }));
  const keyed = runs.map((run) => ({ run: encodeRun(run), key: encodeKey(keyOf(run), run) }));
  const other = runRow(tenant);
  const batch = { inserts: [encodeRun(other)], keyed, completions: [], answers: [] };
  expect(await engine.writeRuns(batch)).toEqual({ refused: new Set(['run_b', 'run_c']), missing: new Set() });
});
