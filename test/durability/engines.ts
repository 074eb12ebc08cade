import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import type { ConnectionRow, RunRow, SealedCredentials, Storage } from '../../src/kernel/ports/storage.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';
import { startPostgres, type TestPostgres } from './postgres-server.ts';

/** Runs the same tests on every engine, each with one database; tests keep apart by tenant. */
export function onEveryEngine(suite: (storage: () => Storage, url: () => string) => void): void {
  describe('sqlite in memory', () => {
    withStorage(async () => 'sqlite::memory:', suite);
  });
  describe('sqlite in a file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'porin-storage-'));
    withStorage(async () => `sqlite:${join(directory, 'porin.db')}`, suite);
    afterAll(() => rmSync(directory, { recursive: true, force: true }));
  });
  describe('postgres', () => {
    let server: TestPostgres | undefined;
    withStorage(async () => {
      server = await startPostgres();
      return server.newDatabase();
    }, suite);
    afterAll(() => server?.stop());
  });
}

function withStorage(url: () => Promise<string>, suite: Parameters<typeof onEveryEngine>[0]): void {
  let storage: Storage | undefined;
  let address = '';
  beforeAll(async () => {
    address = await url();
    storage = await openStorage({ url: address });
  });
  suite(
    () => storage ?? missing(),
    () => address,
  );
  afterAll(() => storage?.close());
}

function missing(): never {
  throw new Error('The database did not open');
}

/** A tenant of its own for one test. */
export async function newTenant(storage: Storage): Promise<string> {
  return (await storage.tenants.ensure(newId('ten'), 1000)).id;
}

export function connectionRow(tenantId: string, over: Partial<ConnectionRow> = {}): ConnectionRow {
  return {
    id: newId('con'),
    tenantId,
    key: null,
    name: 'Meetings',
    app: 'clickmeeting',
    integrationId: null,
    authOption: 'api_key',
    sandbox: false,
    state: 'READY',
    fields: { region: 'eu' },
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: undefined,
    revision: 1,
    createdAt: 1000,
    updatedAt: 1000,
    archivedAt: null,
    ...over,
  };
}

export function runRow(tenantId: string, over: Partial<RunRow> = {}): RunRow {
  return {
    id: newId('run'),
    tenantId,
    connectionId: 'con_1',
    app: 'clickmeeting',
    actionKey: 'list-conferences',
    effect: 'write',
    status: 'running',
    input: { roomId: 1 },
    output: undefined,
    error: undefined,
    details: undefined,
    actionId: null,
    actionLayer: null,
    integrationId: null,
    request: undefined,
    meta: undefined,
    createdAt: 1000,
    completedAt: null,
    ...over,
  };
}

export function sealedCredentials(connection: ConnectionRow, over: Partial<SealedCredentials> = {}): SealedCredentials {
  return {
    tenantId: connection.tenantId,
    connectionId: connection.id,
    keyId: 'mk_a',
    wrappedKey: 'd2E=',
    version: 1,
    fields: { apiKey: 'c2VhbGVk' },
    ...over,
  };
}
