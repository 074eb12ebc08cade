import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import type { SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import { rotate } from './rotation.ts';
import { type OpenVault, openVault } from './vault.ts';

const rotator = fileURLToPath(new URL('../../../test/durability/rotation-process.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'porin-rotation-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const newDataDir = () => join(root, `${++count}`);
const keysIn = (dataDir: string): string[] =>
  Object.keys(JSON.parse(readFileSync(join(dataDir, 'vault.key'), 'utf8')).keys);

const none = { notWrappedBy: async () => [], rewrap: async () => 0 };

/** The port in memory, as a database would behave: every answer is a copy. */
class MemoryCredentials implements Pick<Storage['credentials'], 'notWrappedBy' | 'rewrap'> {
  readonly rows = new Map<string, SealedCredentials>();

  async notWrappedBy(keyId: string, limit: number) {
    return structuredClone([...this.rows.values()].filter((row) => row.keyId !== keyId).slice(0, limit));
  }

  async rewrap(pairs: readonly { before: SealedCredentials; after: SealedCredentials }[]) {
    await delay(1);
    const current = pairs.filter(({ before }) => this.rows.get(before.connectionId)?.wrappedKey === before.wrappedKey);
    for (const { after } of current) this.rows.set(after.connectionId, after);
    return current.length;
  }
}

function fill(vault: OpenVault, credentials: MemoryCredentials, rows: number): void {
  for (let n = 0; n < rows; n++) {
    const sealed = vault.seal({ tenantId: 'ten_1', connectionId: `con_${n}`, version: 1 }, { apiKey: `secret ${n}` });
    credentials.rows.set(sealed.connectionId, sealed);
  }
}

function expectAllOpen(vault: OpenVault, credentials: MemoryCredentials): void {
  for (const [id, row] of credentials.rows) expect(vault.open(row)['apiKey']?.reveal()).toBe(`secret ${id.slice(4)}`);
}

test('a rotation moves everything to a new key and drops the old one', async () => {
  const dataDir = newDataDir();
  const vault = await openVault({ dataDir });
  const credentials = new MemoryCredentials();
  fill(vault, credentials, 1200);
  const before = vault.activeKeyId;
  const result = await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 1 });
  expect(result).toEqual({ keyId: vault.activeKeyId, rewrapped: 1200 });
  expect(vault.activeKeyId).not.toBe(before);
  expect(keysIn(dataDir)).toEqual([vault.activeKeyId]);
  expectAllOpen(vault, credentials);
  expectAllOpen(await openVault({ dataDir }), credentials);
});

test('callers open and store credentials all the while, and lose nothing', async () => {
  const dataDir = newDataDir();
  const vault = await openVault({ dataDir });
  const credentials = new MemoryCredentials();
  fill(vault, credentials, 3000);
  let isDone = false;
  let opened = 0;
  const reader = (async () => {
    while (!isDone) {
      for (const row of [...credentials.rows.values()].slice(0, 50)) opened += vault.open(row)['apiKey'] ? 1 : 0;
      const sealed = vault.seal({ tenantId: 'ten_1', connectionId: 'con_7', version: 2 }, { apiKey: 'secret 7' });
      await delay(5);
      credentials.rows.set('con_7', sealed);
    }
  })();
  await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 100 });
  isDone = true;
  await reader;
  expect(opened).toBeGreaterThan(100);
  expect(keysIn(dataDir)).toEqual([vault.activeKeyId]);
  expectAllOpen(await openVault({ dataDir }), credentials);
});

test('credentials that were sealed before and are stored during the rotation are moved too', async () => {
  const dataDir = newDataDir();
  const vault = await openVault({ dataDir });
  const credentials = new MemoryCredentials();
  const late = vault.seal({ tenantId: 'ten_1', connectionId: 'con_1', version: 1 }, { apiKey: 'secret 1' });
  setTimeout(() => credentials.rows.set('con_1', late), 30);
  expect(await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 100 })).toMatchObject({
    rewrapped: 1,
  });
  expectAllOpen(await openVault({ dataDir }), credentials);
});

test.each(['the process that rotated', 'another process'])(
  'runs under way in %s keep the old key for 15 minutes',
  async (who) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const dataDir = newDataDir();
      const [own, other] = [await openVault({ dataDir }), await openVault({ dataDir })];
      const vault = who === 'another process' ? other : own;
      const seen = vault.seal({ tenantId: 'ten_1', connectionId: 'con_1', version: 1 }, { apiKey: 'of a run' });
      await rotate({
        vault: own,
        credentials: new MemoryCredentials(),
        secrets: none,
        keyStore: own.keyStore,
        settleMs: 0,
      });
      expect(keysIn(dataDir)).toEqual([vault.activeKeyId]);
      vi.advanceTimersByTime(15 * 60_000 - 1);
      expect(vault.open(seen)['apiKey']?.reveal()).toBe('of a run');
      vi.advanceTimersByTime(1);
      expect(() => vault.open(seen)).toThrow('which is not there');
    } finally {
      vi.useRealTimers();
    }
  },
);

test('another process sees the new key without a restart', async () => {
  const dataDir = newDataDir();
  const [vault, other] = [await openVault({ dataDir }), await openVault({ dataDir })];
  const credentials = new MemoryCredentials();
  fill(other, credentials, 3);
  await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 1 });
  expectAllOpen(other, credentials);
  expect(other.seal({ tenantId: 't', connectionId: 'c', version: 1 }, {}).keyId).toBe(vault.activeKeyId);
});

test('credentials that cannot be opened keep the old key, and everything else is moved', async () => {
  const dataDir = newDataDir();
  const vault = await openVault({ dataDir });
  const credentials = new MemoryCredentials();
  fill(vault, credentials, 600);
  const healthy = new Map(credentials.rows);
  for (const id of ['con_0', 'con_5']) {
    healthy.delete(id);
    credentials.rows.set(id, { ...(credentials.rows.get(id) as SealedCredentials), wrappedKey: 'AAAA' });
  }
  await expect(
    rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 1 }),
  ).rejects.toMatchObject({
    code: 'internal',
    details: { connectionIds: ['con_0', 'con_5'], rewrapped: 598 },
  });
  expect(keysIn(dataDir)).toHaveLength(2);
  for (const id of healthy.keys()) expect(credentials.rows.get(id)?.keyId).toBe(vault.activeKeyId);
});

test('with keys from the environment everything moves to the current one', async () => {
  const [old, current] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const credentials = new MemoryCredentials();
  fill(await openVault({ dataDir: root, key: old }), credentials, 10);
  const vault = await openVault({ dataDir: root, key: current, previousKeys: [old] });
  expect(await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore })).toEqual({
    keyId: vault.activeKeyId,
    rewrapped: 10,
  });
  expectAllOpen(await openVault({ dataDir: root, key: current }), credentials);
});

test('10,000 connections are re-wrapped in one rotation', { timeout: 60_000 }, async () => {
  const vault = await openVault({ dataDir: newDataDir() });
  const credentials = new MemoryCredentials();
  fill(vault, credentials, 10_000);
  expect(await rotate({ vault, credentials, secrets: none, keyStore: vault.keyStore, settleMs: 0 })).toMatchObject({
    rewrapped: 10_000,
  });
});

/** Rotates in a process of its own, killed after the given time; true when it was done before. */
function killedRotation(dataDir: string, killAfterMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', rotator, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let problems = '';
    child.stderr.on('data', (chunk: Buffer) => (problems += chunk.toString()));
    child.stdout.on('data', (chunk: Buffer) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      output += chunk.toString();
    });
    child.on('close', (code) => (code ? reject(new Error(problems)) : resolve(output.includes('done'))));
  });
}

test('a rotation killed at any moment leaves everything readable, and a later one finishes it', {
  timeout: 90_000,
}, async () => {
  const { openStorage } = await import('../storage/storage.ts');
  const dataDir = newDataDir();
  const vault = await openVault({ dataDir });
  const url = `sqlite:${dataDir}/porin.db`;
  const storage = await openStorage({ url });
  const { id: tenantId } = await storage.tenants.ensure('acme', 1);
  const ids = Array.from({ length: 3000 }, (_, n) => `con_${n}`);
  const row = {
    tenantId,
    key: null,
    name: '',
    app: 'a',
    integrationId: null,
    authOption: 'k',
    sandbox: false,
    state: 'READY',
    fields: {},
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: 1,
    revision: 1,
  } as const;
  for (const id of ids) {
    await storage.connections.insert({ ...row, id, createdAt: 1, updatedAt: 1, archivedAt: null });
    await storage.connections.update(
      { tenantId, id },
      {},
      vault.seal({ tenantId, connectionId: id, version: 1 }, { apiKey: id }),
    );
  }
  const expectReadable = async () => {
    const fresh = await openVault({ dataDir, mustExist: true });
    for (const id of ids) {
      const sealed = await storage.credentials.get(tenantId, id);
      expect(sealed && fresh.open(sealed)['apiKey']?.reveal()).toBe(id);
    }
  };
  for (const killAfterMs of [0, 5, 20, 40, 60, 80, 100, 150]) {
    await killedRotation(dataDir, killAfterMs);
    await expectReadable();
  }
  expect(await killedRotation(dataDir, 30_000)).toBe(true);
  await expectReadable();
  expect(keysIn(dataDir)).toHaveLength(1);
  await storage.close();
});
