import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import {
  connectionRow,
  newTenant,
  onEveryEngine,
  runRow,
  sealedCredentials,
} from '../../../test/durability/engines.ts';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import { newId } from '../../kernel/ids.ts';
import { type Change, changeKinds, type Storage } from '../../kernel/ports/storage.ts';
import { openStorage } from './storage.ts';

async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !condition(); await delay(10))
    if (Date.now() > end) throw new Error('waited in vain');
}

function heardBy(storage: Storage): Change[] {
  const heard: Change[] = [];
  storage.onChange((change) => heard.push(change));
  return heard;
}

onEveryEngine((storage, url) => {
  test('every kind of change is told after it is committed, and a change that failed is not', async () => {
    const tenantId = await newTenant(storage());
    const heard: Change[] = [];
    const stop = storage().onChange((change) => heard.push(change));
    const row = connectionRow(tenantId);
    await storage().connections.insert(row);
    await storage().connections.update({ tenantId, id: row.id }, { name: 'n' });
    await storage().connections.update({ tenantId, id: row.id }, {}, sealedCredentials(row));
    await storage()
      .connections.update({ tenantId, id: row.id, revision: 1 }, {}, null)
      .catch(() => undefined);
    await storage().connections.update({ tenantId, id: 'con_none' }, {});
    const token = {
      id: newId('tok'),
      tenantId,
      hash: newId('tok'),
      name: '',
      scopes: [],
      createdAt: 1,
      expiresAt: null,
      revokedAt: null,
      isManager: false,
      grantId: null,
      audience: null,
    };
    await storage().tokens.insert({
      ...token,
      hash: Buffer.from(token.id).toString('hex').padEnd(64, '0').slice(0, 64),
    });
    await storage().tokens.revoke(token.id, 1);
    await storage().tokens.revoke(token.id, 1);
    const before = sealedCredentials(row);
    await storage().credentials.rewrap([{ before, after: { ...before, keyId: 'mk_b', wrappedKey: 'd2I=' } }]);
    stop();
    await storage().connections.update({ tenantId, id: row.id }, { name: 'unheard' });
    const connection = { kind: 'connection', id: row.id };
    const credentials = { kind: 'credentials', id: row.id };
    const ofToken = { kind: 'token', id: token.id };
    expect(heard).toEqual([connection, connection, connection, credentials, ofToken, ofToken, credentials]);
  });

  test('a listener that throws spoils neither the write nor the other listeners', async () => {
    const tenantId = await newTenant(storage());
    const stop = storage().onChange(() => {
      throw new Error('listener');
    });
    const heard = heardBy(storage());
    const row = connectionRow(tenantId);
    await expect(storage().connections.insert(row)).resolves.toBeUndefined();
    expect(heard).toEqual([{ kind: 'connection', id: row.id }]);
    stop();
  });

  test('another process hears of a change, where the database can have another process', async () => {
    const other = url() === 'sqlite::memory:' ? storage() : await openStorage({ url: url() });
    const heard = heardBy(other);
    const row = connectionRow(await newTenant(storage()));
    await storage().connections.insert(row);
    await until(() => heard.some(({ kind, id }) => kind === 'connection' && (id === row.id || id === '*')));
    if (other !== storage()) await other.close();
  });
});

describe('a lost Postgres listener', () => {
  test('makes everything be dropped once it is back, and hears again', async () => {
    const server = await startPostgres();
    const url = await server.newDatabase();
    const [writer, reader] = [await openStorage({ url }), await openStorage({ url })];
    const heard = heardBy(reader);
    await cutListeners(url);
    await until(() => heard.filter(({ id }) => id === '*').length >= changeKinds.length);
    expect(new Set(heard.map(({ kind }) => kind))).toEqual(new Set(changeKinds));
    const row = connectionRow(await newTenant(writer));
    await writer.connections.insert(row);
    await until(() => heard.some(({ id }) => id === row.id));
    await Promise.all([writer.close(), reader.close()]);
    await server.stop();
  });
});

test('a restart of Postgres is survived: queries work again, and everything cached is dropped', async () => {
  const server = await startPostgres();
  const storage = await openStorage({ url: await server.newDatabase() });
  const heard = heardBy(storage);
  const tenantId = await newTenant(storage);
  await server.restart();
  await until(() => heard.length >= changeKinds.length);
  expect(heard.every(({ id }) => id === '*')).toBe(true);
  const run = runRow(tenantId);
  await storage.runs.claim(run);
  expect(await storage.runs.get(tenantId, run.id)).toEqual(run);
  await storage.close();
  await server.stop();
});

async function cutListeners(url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
  );
  await admin.end();
}
