import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../durability/postgres-server.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

const vaultKey = createHash('sha256').update('a key that both nodes know').digest('base64');
let server: TestPostgres;
const nodes: TestGateway[] = [];
beforeAll(async () => {
  server = await startPostgres();
  const databaseUrl = await server.newDatabase();
  // Two nodes of one installation: the same database, the same master key, nothing else in common.
  for (let node = 0; node < 2; node++) nodes.push(await bootGateway({ settings: { databaseUrl, vaultKey } }));
});
afterAll(async () => {
  for (const node of nodes.splice(0)) await node.stop();
  await server?.stop();
});

test('two nodes on one Postgres share connections, tokens and runs, and drop what the other changed', async () => {
  const [one, two] = nodes;
  if (!one || !two) throw new Error('Two nodes are needed');
  const { body: made } = await one.call('POST /tokens', { body: { tenant: 'acme' } });
  const { token } = made;
  const { body: connection } = await one.call('POST /connections/ensure', {
    token,
    body: { appUrl: 'clickmeeting.com', sandbox: true },
  });
  const run = await two.run('ping', connection.id, {}, { token });
  expect(run).toMatchObject({ status: 200, body: { output: { ok: true } } });
  expect((await one.call(`GET /action-run-logs/${run.body.actionRunId}`, { token })).body.status).toBe('success');

  expect((await two.call(`GET /connections/${connection.id}/proxy/ping`, { token })).status).toBe(200);
  await one.call(`DELETE /connections/${connection.id}`, { token });
  await expect
    .poll(async () => (await two.call(`GET /connections/${connection.id}/proxy/ping`, { token })).status)
    .toBe(404);

  expect((await two.call('GET /connections', { token })).status).toBe(200);
  await one.call(`DELETE /tokens/${made.id}`);
  await expect.poll(async () => (await two.call('GET /connections', { token })).status).toBe(401);
});

test('a database that goes away is an error that says so, and all is well when it is back', async () => {
  const [one] = nodes;
  if (!one) throw new Error('A node is needed');
  const { id } = await one.sandboxConnection();
  await server.restart();
  await expect.poll(async () => (await one.run('ping', id)).status, { timeout: 15_000 }).toBe(200);
});

test('an address where no database answers is named, without its password', async () => {
  const data = mkdtempSync(join(tmpdir(), 'porin-nowhere-'));
  const error = await bootGateway({
    data,
    settings: { databaseUrl: 'postgres://porin:S3CRET@127.0.0.1:1/porin', vaultKey, sandbox: false },
  }).catch((caught: unknown) => caught);
  rmSync(data, { recursive: true, force: true });
  expect(error).toMatchObject({ name: 'PorinError', message: expect.stringContaining('127.0.0.1:1') });
  expect(String(error)).not.toContain('S3CRET');
});
