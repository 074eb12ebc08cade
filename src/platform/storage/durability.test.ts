import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import { roundsWithin } from '../../../test/support/rounds.ts';
import type { Page, RunRow, Storage } from '../../kernel/ports/storage.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { openStorage } from './storage.ts';

const writer = fileURLToPath(new URL('../../../test/durability/writer-process.ts', import.meta.url));
const rounds = { atMost: 20, atLeast: 6, ms: 20_000 };
const timeout = 120_000;

/** Lets a process write and kills it in the middle of it; gives the lines that it had acknowledged. */
function killedWriter(url: string, tenantId: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', writer, url, tenantId], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let problems = '';
    child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 250);
      output += chunk.toString();
    });
    child.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve(output.split('\n').slice(0, -1));
      else reject(new Error(`The writer ended by itself: ${problems}`));
    });
  });
}

type Key = Awaited<ReturnType<Storage['idempotency']['get']>>;

interface Outcome {
  readonly kills: number;
  readonly acknowledged: readonly string[];
  readonly stored: readonly RunRow[];
  /** By the key of a stored run. */
  readonly keys: ReadonlyMap<unknown, Key>;
}

async function killRepeatedly(url: string): Promise<Outcome> {
  const before = await openStorage({ url });
  const { id: tenantId } = await before.tenants.ensure('durable', 1);
  await before.close();
  const acknowledged: string[] = [];
  let kills = 0;
  for (const _ of roundsWithin(rounds)) {
    acknowledged.push(...(await killedWriter(url, tenantId)));
    kills++;
  }
  const after = await openStorage({ url });
  // A server may still be at what the last process asked of it: what is read is taken when it stays the same meanwhile.
  let stored = await runsOf(after, tenantId);
  let keys = await keysOf(after, tenantId, stored);
  for (let again = await runsOf(after, tenantId); !isDeepStrictEqual(again, stored); ) {
    stored = again;
    keys = await keysOf(after, tenantId, stored);
    again = await runsOf(after, tenantId);
  }
  await after.close();
  return { kills, acknowledged, stored, keys };
}

async function runsOf(storage: Storage, tenantId: string): Promise<readonly RunRow[]> {
  const stored: RunRow[] = [];
  let page: Page<RunRow> | undefined;
  do {
    page = await storage.runs.find({ tenantId }, { limit: 1000, cursor: page?.cursor });
    stored.push(...page.items);
  } while (page.cursor !== undefined);
  return stored;
}

async function keysOf(storage: Storage, tenantId: string, stored: readonly RunRow[]): Promise<Outcome['keys']> {
  const keys = new Map<unknown, Key>();
  for (const { meta } of stored)
    if (typeof meta === 'string') keys.set(meta, await storage.idempotency.get(tenantId, meta, Date.now()));
  return keys;
}

function expectNothingLost(outcome: Outcome): void {
  const { kills, acknowledged, stored } = outcome;
  const byId = new Map(stored.map((run) => [run.id, run]));
  const claimed = acknowledged.filter((line) => line.startsWith('C ')).map((line) => line.slice(2));
  const completed = acknowledged.filter((line) => line.startsWith('D ')).map((line) => line.slice(2));
  expect(completed.length).toBeGreaterThan(kills);
  expect(claimed.filter((id) => !byId.has(id))).toEqual([]);
  expect(completed.filter((id) => byId.get(id)?.status !== 'success')).toEqual([]);
  expect(byId.size).toBe(stored.length);
  const torn = stored.filter(({ id, status, output }) =>
    status === 'success' ? (output as { id?: string }).id !== id : output !== undefined,
  );
  expect(torn).toEqual([]);
  expectKeysKept(outcome);
}

/** Each key has one run, each such run its key, and each that ended its answer. */
function expectKeysKept({ kills, acknowledged, stored, keys }: Outcome): void {
  const refused = new Set(acknowledged.filter((line) => line.startsWith('L ')).map((line) => line.slice(2)));
  expect(refused.size).toBeGreaterThan(kills);
  expect(stored.filter(({ id }) => refused.has(id))).toEqual([]);
  const keyed = stored.filter(({ meta }) => typeof meta === 'string');
  expect(keys.size).toBe(keyed.length);
  const wrong = keyed.filter(({ id, status, meta }) => {
    const key = keys.get(meta);
    return key?.runId !== id || key.answer?.ownerId !== (status === 'success' ? id : undefined);
  });
  expect(wrong).toEqual([]);
}

test('a SQLite writer killed again and again loses nothing that it acknowledged', { timeout }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'porin-durability-'));
  const path = join(directory, 'porin.db');
  try {
    expectNothingLost(await killRepeatedly(`sqlite:${path}`));
    const file = openSqliteFile(path);
    expect(file.prepare('pragma integrity_check').get()?.['integrity_check']).toBe('ok');
    file.close();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a Postgres writer killed again and again loses nothing that it acknowledged', { timeout }, async () => {
  const server = await startPostgres();
  try {
    expectNothingLost(await killRepeatedly(await server.newDatabase()));
  } finally {
    await server.stop();
  }
});
