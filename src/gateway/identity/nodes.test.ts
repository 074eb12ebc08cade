import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPostgres } from '../../../test/durability/postgres-server.ts';
import { identityAt, startSeconds, type TestIdentity } from './identity.fixture.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let nodes: [TestIdentity, TestIdentity];
beforeAll(async () => {
  postgres = await startPostgres();
  const options = { url: await postgres.newDatabase(), vaultKey: randomBytes(32).toString('base64') };
  nodes = await Promise.all([identityAt(options), identityAt(options)]);
}, 60_000);
afterAll(async () => {
  for (const node of nodes ?? []) await node.close();
  await postgres?.stop();
}, 30_000);

const claims = { workspaceKey: 'default', exp: startSeconds + 3_600 };
const refused = (node: TestIdentity, token: string, message: RegExp) =>
  vi.waitFor(
    () => expect(node.authenticate(token)).rejects.toMatchObject({ message: expect.stringMatching(message) }),
    5_000,
  );

test('nodes that start at once agree on one secret', async () => {
  const [first, second] = nodes;
  expect(await first.secret()).toBe(await second.secret());
});

test('a tenant that is archived on one node is refused by the other, where it was warm', async () => {
  const [first, second] = nodes;
  const token = await first.sign({ ...claims, id: 'leaving' });
  await second.authenticate(token);
  await first.identity.tenants.archive(first.owner, 'leaving');
  await refused(second, token, /archived/);
});

test('a secret that is rotated on one node ends the warm tokens of the other', async () => {
  const [first, second] = nodes;
  const token = await first.sign({ ...claims, id: 'acme' });
  await second.authenticate(token);
  const opaque = await first.create({ tenant: 'acme' });
  await first.identity.workspaces.rotateSecret(first.owner, 'default');
  await refused(second, token, /signature/);
  await second.authenticate(opaque.token);
  await second.authenticate(await first.sign({ ...claims, id: 'acme' }));
});

test('a token that is revoked on one node ends at the other, with the signed one that it made', async () => {
  const [first, second] = nodes;
  const stored = await first.create({ tenant: 'minted' });
  const request = { expiresIn: 60 };
  const caller = await first.authenticate(stored.token);
  const { token } = await first.identity.workspaces.accessToken(caller, 'default', request);
  for (const one of [stored.token, token]) await second.authenticate(one);
  await first.revoke(stored.id);
  await refused(second, stored.token, /was revoked/);
  await refused(second, token, /made with is revoked/);
});

test('a restarted gateway keeps the secret of its database', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'porin-identity-'));
  const options = { url: `sqlite:${join(directory, 'porin.db')}`, vaultKey: randomBytes(32).toString('base64') };
  const before = await identityAt(options);
  const secret = await before.secret();
  await before.close();
  const after = await identityAt(options);
  expect(await after.secret()).toBe(secret);
  await after.close();
  rmSync(directory, { recursive: true, force: true });
});
