import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type TestContext, test, vi } from 'vitest';
import { bundleWorker, reportOf, startWorker } from '../../../../test/durability/refresh-workers.ts';
import { furnish } from '../../../../test/durability/refresh-world.ts';
import { startAuthorizationServer } from '../../../../test/support/authorization-server.ts';
import { openStorage } from '../../../platform/storage/storage.ts';
import { openVault } from '../../../platform/vault/vault.ts';

const timeout = 60_000;
/** A holder of `refresh-process.ts` that says nothing for so long has lost its lease. */
const leaseMs = 4_000;

/** Two processes on one file, and a connection whose token has just ended. */
async function twoProcesses(onTestFinished: TestContext['onTestFinished']) {
  const directory = mkdtempSync(join(tmpdir(), 'porin-paused-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const databaseUrl = `sqlite:${join(directory, 'porin.db')}`;
  const vaultKey = randomBytes(32).toString('base64');
  const storage = await openStorage({ url: databaseUrl });
  onTestFinished(() => storage.close());
  const vault = await openVault({ dataDir: '/nowhere', key: vaultKey });
  const server = await startAuthorizationServer({ delaysMs: () => [0, 300] });
  onTestFinished(() => void server.stop());
  const { tenantId, id: connectionId } = await furnish(storage, vault);
  const given = server.grants.issued();
  const values = { accessToken: given.access_token, refreshToken: given.refresh_token };
  const ended = { state: 'READY', error: null, credentialsExpireAt: Date.now() - 1 } as const;
  await storage.connections.update(
    { tenantId, id: connectionId },
    ended,
    vault.seal({ tenantId, connectionId, version: 1 }, values),
  );
  const bundle = await bundleWorker();
  onTestFinished(() => rmSync(bundle, { force: true }));
  const options = { databaseUrl, vaultKey, serverUrl: server.url, tenantId, connectionId, callers: 4 };
  const [holder, waiter] = await Promise.all([startWorker(bundle, options), startWorker(bundle, options)]);
  onTestFinished(() => [holder, waiter].forEach((worker) => void worker.kill('SIGKILL')));
  const states = new Set<string>();
  const watching = setInterval(async () => {
    const row = await storage.connections.get(tenantId, connectionId);
    if (row) states.add(row.state);
  }, 50);
  onTestFinished(() => clearInterval(watching));

  /** The holder is stopped while its token request is at the server. */
  async function stoppedHolder() {
    const report = ask(holder);
    await vi.waitFor(() => expect(server.tokenRequests).toHaveLength(1), { timeout: 10_000, interval: 5 });
    holder.kill('SIGSTOP');
    return report;
  }
  /** Of one live token, and what nobody may see. */
  function expectOneRefresh() {
    expect(server.tokenRequests.map(({ answer }) => answer)).toEqual(['given']);
    expect(server.grants.families.map(({ revoked }) => revoked)).toEqual([undefined]);
  }
  return { holder, waiter, states, stoppedHolder: () => ({ report: stoppedHolder() }), expectOneRefresh };
}

/** What the callers of a process get: `token` or the code of an error, each once. */
async function ask(worker: ChildProcess): Promise<readonly string[]> {
  const report = reportOf(worker, 0);
  worker.send(0);
  const { tokens, errors } = await report;
  return [...Object.keys(tokens).map(() => 'token'), ...Object.keys(errors)];
}

test.concurrent('who refreshes and is stopped for a while keeps the refresh; the others wait and are served', {
  timeout,
}, async ({ onTestFinished }) => {
  const { holder, waiter, states, stoppedHolder, expectOneRefresh } = await twoProcesses(onTestFinished);
  const { report } = stoppedHolder();
  await sleep(500);
  const waiting = ask(waiter);
  await sleep(leaseMs / 2);
  holder.kill('SIGCONT');
  expect(await Promise.all([report, waiting])).toEqual([['token'], ['token']]);
  expect([...states]).toEqual(['READY']);
  expectOneRefresh();
});

test.concurrent('a machine that sleeps for long wakes up to a refresh that goes on', { timeout }, async ({
  onTestFinished,
}) => {
  const { holder, waiter, states, stoppedHolder, expectOneRefresh } = await twoProcesses(onTestFinished);
  const { report } = stoppedHolder();
  await sleep(500);
  const waiting = ask(waiter);
  await sleep(500);
  waiter.kill('SIGSTOP');
  await sleep(leaseMs + 1_000);
  waiter.kill('SIGCONT');
  holder.kill('SIGCONT');
  expect(await Promise.all([report, waiting])).toEqual([['token'], ['token']]);
  expect([...states]).toEqual(['READY']);
  expectOneRefresh();
});

test.concurrent('who was given up and lives after all stores its answer, and all are served again', {
  timeout,
}, async ({ onTestFinished }) => {
  const { holder, waiter, stoppedHolder, expectOneRefresh } = await twoProcesses(onTestFinished);
  const { report } = stoppedHolder();
  await sleep(500);
  expect(await ask(waiter)).toEqual(['client_action_required']);
  holder.kill('SIGCONT');
  expect(await report).toEqual(['token']);
  expect(await ask(waiter)).toEqual(['token']);
  expectOneRefresh();
});
