import { expect, test } from 'vitest';
import { connectionRow, newTenant, sealedCredentials } from '../../../../test/durability/engines.ts';
import type { ConnectionRow } from '../../../kernel/ports/storage.ts';
import { openStorage } from '../../../platform/storage/storage.ts';
import { createLogger } from '../../../platform/telemetry/logger.ts';
import { startSweeper } from './sweeper.ts';

const minute = 60_000;

/** Connections that end after so many minutes each, and what a sweep does with them. */
async function swept(endings: readonly (number | null)[], renewAhead: (row: ConnectionRow) => Promise<void>) {
  const storage = await openStorage({ url: 'sqlite::memory:' });
  const tenantId = await newTenant(storage);
  const clock = { now: Date.now() };
  for (const ending of endings) {
    const credentialsExpireAt = ending === null ? null : clock.now + ending * minute;
    const row = connectionRow(tenantId, { name: `${ending}`, credentialsExpireAt });
    await storage.connections.insert(row);
    await storage.connections.update({ tenantId, id: row.id }, {}, sealedCredentials(row));
  }
  const tried: string[] = [];
  const keeper = {
    renewAhead: (row: ConnectionRow) => {
      tried.push(row.name);
      return renewAhead(row);
    },
  };
  const sweeper = startSweeper({ storage, keeper, logger: createLogger({ level: 'silent' }), now: () => clock.now });
  return { sweeper, tried, clock };
}

test('what ends within five minutes is renewed, soonest first, and nothing else', async () => {
  const { sweeper, tried } = await swept([4, -1, 60, null], async () => undefined);
  await sweeper.sweep();
  sweeper.stop();
  expect(tried).toEqual(['-1', '4']);
});

test('what fails is left alone for a while and does not keep the others waiting', async () => {
  const { sweeper, tried, clock } = await swept([1, 2], async (row) => {
    if (row.name === '1') throw new Error('The server is away');
  });
  await sweeper.sweep();
  await sweeper.sweep();
  expect(tried).toEqual(['1', '2', '2']);
  clock.now += 3 * minute;
  await sweeper.sweep();
  sweeper.stop();
  expect(tried.filter((name) => name === '1')).toHaveLength(2);
});
