import { afterEach, expect, test } from 'vitest';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Program = Awaited<ReturnType<typeof startProgram>>;

async function allRuns(program: Program) {
  const { body } = await program.call('GET /action-run-logs?limit=1000');
  return body.items as { id: string; name: string; status: string }[];
}

test('what was acknowledged survives kill -9, and what was under way is said to be unknown', async () => {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const first = await startProgram({ data, env });
  undo.push(first.kill);
  const { id } = await first.sandboxConnection();
  const acknowledged: string[] = [];
  const write = async (index: number) => {
    const input = { name: `Room ${index}`, room_type: 'meeting', permanent_room: true, access_type: 1 };
    const answer = await first.run('create-conference', id, input);
    if (answer.status === 200) acknowledged.push(answer.body.actionRunId);
  };
  await write(0);
  // Some never answer, so that they are certainly under way when the process dies.
  await first.sandbox.fault({ hang: true, method: 'POST', rate: 0.2 });
  const writers = Promise.allSettled(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 1; index < 200; index++) await write(writer * 1_000 + index);
    }),
  );
  const hung = async () => (await first.sandbox.control('GET /faults')).items[0].applied;
  await expect.poll(async () => acknowledged.length > 5 && (await hung()) > 0, { timeout: 15_000 }).toBe(true);
  await first.kill();
  expect((await writers).some(({ status }) => status === 'rejected')).toBe(true);

  const second = await startProgram({ data, env });
  undo.push(second.stop);
  const runs = await allRuns(second);
  const statusOf = new Map(runs.map((run) => [run.id, run.status]));
  expect(acknowledged.length).toBeGreaterThan(1);
  expect(acknowledged.filter((run) => statusOf.get(run) !== 'success')).toEqual([]);
  expect(runs.filter(({ status }) => status === 'running')).toEqual([]);
  expect(runs.filter(({ status }) => status === 'unknown').length).toBeGreaterThanOrEqual(1);
  expect((await second.run('ping', id)).status).toBe(200);
});

test('a stop by signal answers what is under way', async () => {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const program = await startProgram({ data, env });
  undo.push(program.kill);
  const { id } = await program.sandboxConnection();
  await program.sandbox.fault({ latencyMs: 800, path: '/v1/ping' });
  const asked = program.run('ping', id);
  await expect.poll(async () => (await program.sandbox.control('GET /faults')).items[0].applied).toBe(1);
  const stopped = program.stop();
  expect((await asked).status).toBe(200);
  await stopped;
});
