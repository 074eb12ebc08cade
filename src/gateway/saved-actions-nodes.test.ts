import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../test/durability/postgres-server.ts';
import { actionsGateway } from './saved-actions.fixture.ts';

type Node = Awaited<ReturnType<typeof actionsGateway>>;
let server: TestPostgres;
let nodes: readonly [Node, Node];
beforeAll(async () => {
  server = await startPostgres();
  const database = await server.newDatabase();
  const shared = { database, vaultKey: randomBytes(32).toString('base64') };
  nodes = [await actionsGateway(shared), await actionsGateway(shared)];
});
afterAll(async () => {
  for (const node of nodes ?? []) await node.stop();
  await server?.stop();
});

const rounds = 10;
const stateOf = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'fulfilled' ? 'done' : outcome.reason.code;

test('of creates of one key on several nodes one is done, and the others name it', async () => {
  const [first, second] = nodes;
  const { connectionId } = first;
  for (let round = 0; round < rounds; round++) {
    const key = `wanted-${round}`;
    const made = await Promise.allSettled(
      [first, second, first, second].map(({ save }) => save({ key, connectionId })),
    );
    expect(made.map(stateOf).sort()).toEqual(['already_exists', 'already_exists', 'already_exists', 'done']);
    const { id } = await first.actions.get(second.caller, key, { connectionId });
    for (const each of made)
      if (each.status === 'rejected')
        expect(each.reason.message).toBe(`There is an action with the key '${key}' on this connection: ${id}`);
  }
});

test('changes, archiving and going back on several nodes leave what one order of them would', async () => {
  const [first, second] = nodes;
  const { caller, connectionId } = first;
  for (let round = 0; round < rounds; round++) {
    const copy = await first.patch('get-thing', { name: 'Ours' });
    const [patched, reset, archived] = await Promise.allSettled([
      second.actions.patch(caller, copy.id, {}, { description: 'Later' }),
      first.actions.reset(caller, copy.id, {}),
      second.actions.archive(caller, copy.id, {}),
    ]);
    expect([reset, archived].map(stateOf)).toEqual(['done', 'done']);
    const row = await first.storage.actions.get(caller.tenantId, copy.id);
    expect(row?.archivedAt).not.toBeNull();
    expect([stateOf(patched), row?.description]).toEqual(
      patched.status === 'fulfilled' ? ['done', 'Later'] : ['bad_request', 'Reads a thing'],
    );
    expect(row?.revision).toBe(patched.status === 'fulfilled' ? 3 : 2);
    expect(await second.actions.get(caller, 'get-thing', { connectionId })).toMatchObject({ id: 'tiny.get-thing' });
  }
});

test('clones of one action on several nodes all have keys of their own', async () => {
  const [first, second] = nodes;
  const { id } = await first.save({ key: 'cloned', connectionId: first.connectionId });
  const clones = Array.from({ length: 30 }, (_, index) =>
    (index % 2 === 0 ? first : second).actions.clone(first.caller, id, {}, {}),
  );
  expect(new Set((await Promise.all(clones)).map(({ key }) => key)).size).toBe(30);
});

test('what one node saves is listed, found and run by the other', async () => {
  const [first, second] = nodes;
  const { caller, connectionId } = first;
  await second.keys({ connectionId }, caller);
  const { id } = await first.save({ key: 'told', connectionId });
  await vi.waitFor(async () => expect(await second.keys({ connectionId }, caller)).toMatchObject({ told: id }));
  await vi.waitFor(() => second.run('told'));
  await first.actions.archive(caller, id, {});
  await vi.waitFor(() => expect(second.run('told')).rejects.toMatchObject({ code: 'not_found' }));
});
