import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import type { Page, RunRow } from '../../kernel/ports/storage.ts';
import { openSqliteFile } from './sqlite-file.ts';
import { openStorage } from './storage.ts';

const writer = fileURLToPath(new URL('../../../test/durability/writer-process.ts', import.meta.url));
const rounds = 20;
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

async function killRepeatedly(url: string): Promise<{ acknowledged: string[]; stored: RunRow[] }> {
  const before = await openStorage({ url });
  const { id: tenantId } = await before.tenants.ensure('durable', 1);
  await before.close();
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round++) acknowledged.push(...(await killedWriter(url, tenantId)));
  const after = await openStorage({ url });
  const stored: RunRow[] = [];
  let page: Page<RunRow> | undefined;
  do {
    page = await after.runs.find({ tenantId }, { limit: 1000, cursor: page?.cursor });
    stored.push(...page.items);
  } while (page.cursor !== undefined);
  await after.close();
  return { acknowledged, stored };
}

function expectNothingLost({ acknowledged, stored }: { acknowledged: string[]; stored: RunRow[] }): void {
  const byId = new Map(stored.map((run) => [run.id, run]));
  const claimed = acknowledged.filter((line) => line.startsWith('C ')).map((line) => line.slice(2));
  const completed = acknowledged.filter((line) => line.startsWith('D ')).map((line) => line.slice(2));
  expect(completed.length).toBeGreaterThan(rounds);
  expect(claimed.filter((id) => !byId.has(id))).toEqual([]);
  expect(completed.filter((id) => byId.get(id)?.status !== 'success')).toEqual([]);
  expect(byId.size).toBe(stored.length);
  const torn = stored.filter(({ id, status, output }) =>
    status === 'success' ? (output as { id?: string }).id !== id : output !== undefined,
  );
  expect(torn).toEqual([]);
}

test('a SQLite writer killed 20 times loses nothing that it acknowledged', { timeout }, async () => {
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

test('a Postgres writer killed 20 times loses nothing that it acknowledged', { timeout }, async () => {
  const server = await startPostgres();
  try {
    expectNothingLost(await killRepeatedly(await server.newDatabase()));
  } finally {
    await server.stop();
  }
});
