import { afterEach, describe, expect, test } from 'vitest';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function tiny(options: TinyOptions) {
  const made = await tinyGateway(options);
  undo.push(made.stop);
  return made;
}

describe('the list of runs', () => {
  const app: TinyOptions['app'] = (_, response) => void response.end('{}');
  const listed = async (
    filter: Parameters<Awaited<ReturnType<typeof tiny>>['gateway']['ports']['runs']['list']>[1],
  ) => {
    const { run, gateway, caller, connectionId } = await tiny({ app });
    await gateway.ports.connections.patch(caller, connectionId, { key: 'mine' });
    await run('get-thing');
    return (await gateway.ports.runs.list(caller, filter, { limit: 10 })).items.map(({ actionId }) => actionId);
  };

  test.each([
    [{ actionId: 'tiny.get-thing' }, 1],
    [{ actionId: 'get-thing' }, 1],
    [{ actionId: 'other.get-thing' }, 0],
    [{ actionId: 'tiny.get-thing', app: 'other' }, 0],
    [{ connectionId: 'mine' }, 1],
    [{ connectionId: 'nobodys' }, 0],
  ])('filtered by %j has %i', async (filter, count) => expect(await listed(filter)).toHaveLength(count));

  test('ends before `to`', async () => {
    const { run, gateway, caller, record } = await tiny({ app });
    await run('get-thing');
    const begun = Date.parse((await record())?.createdAt ?? '');
    const until = async (to: number) => (await gateway.ports.runs.list(caller, { to }, { limit: 10 })).items;
    expect(await until(begun)).toHaveLength(0);
    expect(await until(begun + 1)).toHaveLength(1);
  });
});
