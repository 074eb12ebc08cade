import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import { type RunChaosResult, runChaos } from '../../../test/durability/run-chaos.ts';
import { roundsWithin } from '../../../test/support/rounds.ts';

const limit = { timeout: 120_000 };
const within = { atMost: 8, atLeast: 2, ms: 3_000 };

/** Rounds on one database, until there are enough or the time is up. */
async function play(databaseUrl: string): Promise<RunChaosResult> {
  const rounds = roundsWithin(within);
  return runChaos({ databaseUrl, rounds: within.atMost, goesOn: () => rounds.next().done !== true });
}

function expectAllWell(result: RunChaosResult): void {
  expect(result.violations).toEqual([]);
  expect(result.rounds).toBeGreaterThanOrEqual(within.atLeast);
  expect(result.kills).toBeGreaterThan(0);
  expect(result.effects).toBeGreaterThan(0);
}

test(
  'no run happens twice, stays open or hides that its outcome is unknown, however its process dies',
  limit,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'porin-runs-'));
    try {
      expectAllWell(await play(`sqlite:${join(directory, 'porin.db')}`));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

test('nor on Postgres', limit, async () => {
  const server = await startPostgres();
  try {
    expectAllWell(await play(await server.newDatabase()));
  } finally {
    await server.stop();
  }
});
