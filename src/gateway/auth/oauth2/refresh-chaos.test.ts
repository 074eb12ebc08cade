import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPostgres } from '../../../../test/durability/postgres-server.ts';
import { runChaos } from '../../../../test/durability/refresh-chaos.ts';

const rounds = 10;
const timeout = 120_000;

async function play(databaseUrl: string): Promise<void> {
  const result = await runChaos({ databaseUrl, rounds });
  expect(result.violations).toEqual([]);
  expect(result.rounds).toBe(rounds);
  expect(result.kills).toBeGreaterThan(rounds / 4);
  expect(result.served).toBeGreaterThan(rounds * 64);
}

test('on SQLite a generation is refreshed once, whatever process is killed whenever', { timeout }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'porin-refresh-'));
  try {
    await play(`sqlite:${join(directory, 'porin.db')}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('on Postgres a generation is refreshed once, whatever process is killed whenever', { timeout }, async () => {
  const server = await startPostgres();
  try {
    await play(await server.newDatabase());
  } finally {
    await server.stop();
  }
});
