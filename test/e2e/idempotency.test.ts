import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { startPostgres } from '../durability/postgres-server.ts';
import { bootGateway, type CallOptions, type TestGateway } from './gateway.ts';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function boot(settings: Readonly<Record<string, unknown>> = {}) {
  const gateway = await bootGateway({ settings });
  undo.push(gateway.stop);
  return gateway;
}

const room = (name: string) => ({ name, room_type: 'meeting', permanent_room: true, access_type: 1 });
const under = (key: string): CallOptions => ({ headers: { 'idempotency-key': key } });

/** How many rooms of this name there are. */
async function roomsNamed(gateway: Pick<TestGateway, 'run'>, connectionId: string, name: string): Promise<number> {
  const { body } = await gateway.run('list-all-conferences', connectionId);
  return body.output.items.filter((item: { name: string }) => item.name === name).length;
}

describe('a request with an Idempotency-Key', () => {
  test('is done once on every route that runs something, and answered alike', async () => {
    const gateway = await boot();
    const { id } = await gateway.sandboxConnection();
    const input = (name: string) => ({ connectionId: id, input: room(name) });
    const routes: readonly (readonly [string, unknown, string])[] = [
      ['POST /actions/create-conference/run', input('one'), 'one'],
      ['POST /action/run?key=create-conference', input('two'), 'two'],
      ['POST /act', { key: 'create-conference', ...input('three') }, 'three'],
      [`POST /connections/${id}/actions/create-conference/run`, room('four'), 'four'],
      [`POST /action-instance/run?key=create-conference&connectionId=${id}`, room('five'), 'five'],
    ];
    for (const [route, body, name] of routes) {
      const ask = () => gateway.call(route, { ...under(`key of ${name}`), body });
      const answers = await Promise.all([ask(), ask()]);
      answers.push(await ask());
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(answers.map(({ text }) => text)).size, route).toBe(1);
      expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(2);
      expect(await roomsNamed(gateway, id, name), route).toBe(1);
    }
  });

  test('is told its error again, with the same run', async () => {
    const gateway = await boot();
    const { id } = await gateway.sandboxConnection();
    const ask = () => gateway.run('get-conference', id, { room_id: 1 }, under('missing'));
    const [first, second] = [await ask(), await ask()];
    expect(first.status).toBe(422);
    expect(second).toMatchObject({
      status: 422,
      body: { code: 'upstream_refused', actionRunId: first.body.actionRunId },
    });
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  test('is refused when it asks for something else', async () => {
    const gateway = await boot();
    const { id } = await gateway.sandboxConnection();
    await gateway.run('create-conference', id, room('first'), under('mine'));
    const other = await gateway.run('create-conference', id, room('second'), under('mine'));
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch', key: 'idempotency_mismatch' } });
    expect(await roomsNamed(gateway, id, 'second')).toBe(0);
  });
});

test('after kill -9 the same key gives the same answers, and does nothing twice', async () => {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const first = await startProgram({ data, env });
  undo.push(first.kill);
  const { id } = await first.sandboxConnection();
  const done = await first.run('create-conference', id, room('done'), under('done'));
  await first.sandbox.fault({ hang: true, method: 'POST', rate: 1 });
  const hung = first.run('create-conference', id, room('hung'), under('hung')).catch(() => undefined);
  const applied = async () => (await first.sandbox.control('GET /faults')).items[0].applied;
  await expect.poll(applied, { timeout: 15_000 }).toBeGreaterThan(0);
  await first.kill();
  await hung;
  const second = await startProgram({ data, env });
  undo.push(second.stop);
  const again = await second.run('create-conference', id, room('done'), under('done'));
  expect(again.text).toBe(done.text);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await roomsNamed(second, id, 'done')).toBe(1);
  const unknown = await second.run('create-conference', id, room('hung'), under('hung'));
  expect(unknown).toMatchObject({
    status: 502,
    body: {
      code: 'outcome_unknown',
      actionRunId: expect.stringMatching(/^run_/),
      hint: expect.stringContaining(`porin action run list-all-conferences --connectionId=${id}`),
    },
  });
  const { body } = await second.call(`GET /action-run-logs/${unknown.body.actionRunId}`);
  expect(body).toMatchObject({ status: 'unknown', error: { hint: unknown.body.hint } });
});

test('two nodes on one Postgres do a request once', async () => {
  const postgres = await startPostgres();
  undo.push(() => postgres.stop());
  const settings = { databaseUrl: await postgres.newDatabase(), vaultKey: randomBytes(32).toString('base64') };
  const nodes = [await boot(settings), await boot(settings)] as const;
  const { id } = await nodes[0].sandboxConnection();
  const asked = Array.from({ length: 6 }, (_, index) =>
    nodes[index % 2 === 0 ? 0 : 1].run('create-conference', id, room('shared'), under('shared')),
  );
  const answers = await Promise.all(asked);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  // Each node has a sandbox of its own, so one of them alone has the room.
  const counts = await Promise.all(nodes.map((node) => roomsNamed(node, id, 'shared')));
  expect(counts[0]! + counts[1]!).toBe(1);
}, 60_000);
