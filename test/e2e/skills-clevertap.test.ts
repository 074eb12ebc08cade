import { afterAll, beforeAll, expect, test } from 'vitest';
import { bareMachine } from './skills/machine.ts';
import { clevertapActions, fill, second } from './skills/sequences.ts';

const machine = bareMachine({ PORIN_APPS: 'sandbox' });
let id = '';
const of = (line: string, words: Readonly<Record<string, string>> = {}) => fill(line, { CONNECTION_ID: id, ...words });

beforeAll(async () => {
  await machine.run('membrane up --detach --json');
  const connection = await machine.ask(fill(second.connect, { '<url>': second.ensure.clevertap }));
  expect(connection).toMatchObject({ id: expect.any(String), state: 'READY' });
  id = connection.id;
  expect(await machine.ask(fill(second.wait, { '<id>': id }))).toMatchObject({ id, state: 'READY' });
}, 60_000);
afterAll(() => machine.remove());

test('every popular action is found under its key, first, by its name', async () => {
  const found: string[] = [];
  for (const [name] of clevertapActions) {
    const { items } = await machine.ask(of(second.find, { QUERY: name }));
    expect(items[0]).toMatchObject({ inputSchema: expect.any(Object), outputSchema: expect.any(Object) });
    found.push(items[0].key);
  }
  expect(found).toEqual(clevertapActions.map(([, key]) => key));
}, 30_000);

test('every popular action is found by its description, among ten', async () => {
  const missed: string[] = [];
  for (const [, key, description] of clevertapActions) {
    const { items } = await machine.ask(of(second.find, { QUERY: description }));
    if (!items.some((item: { key: string }) => item.key === key)) missed.push(key);
  }
  expect(missed).toEqual([]);
}, 30_000);

test('every popular action runs with its own example, by its id', async () => {
  const failed: unknown[] = [];
  for (const [name, key] of clevertapActions) {
    const { items } = await machine.ask(of(second.find, { QUERY: name }));
    const { example } = await machine.ask(`membrane action get ${items[0].id} --json`);
    const input = JSON.stringify(example.input).slice(1, -1).replaceAll("'", `'\\''`);
    const line = of(second.runWith, { '<actionId>': items[0].id, '"key": "value"': input });
    const { code, json, stdout } = await machine.run(line);
    if (code !== 0 || json?.output === undefined) failed.push([key, stdout]);
  }
  expect(failed).toEqual([]);
}, 60_000);

const day = (ago: number) =>
  Number(new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''));
const days = { from: day(7), to: day(0) };
const query = JSON.stringify({ event_name: 'App Launched', ...days });

test.each([
  ['a body with --json', '/counts/profiles.json', `-X POST --json '${query}'`, /"count"/],
  ['a body with -d', '/now.json', `-X POST -H "Accept: application/json" -d '{}'`, /"count"/],
  ['--query', '/profile.json', '--query "identity=user-1001"', /user-1001/],
  ['--rawData', '/targets/list.json', `--method POST --rawData --data '${JSON.stringify(days)}'`, /"targets"/],
  ['no flags', '/getSchema?type=events', '', /Charged/],
])('requests go out signed, with %s', async (_, path, flags, expected) => {
  const { code, stdout } = await machine.run(`${of(second.request, { '/path/to/endpoint': path })} ${flags}`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(expected) });
});

test('a cursor passes a raw request as it is', async () => {
  const begin = of(second.request, { '/path/to/endpoint': '/events.json?batch_size=50' });
  const { cursor } = (await machine.run(`${begin} -X POST --json '${query}'`)).json;
  expect(cursor).toMatch(/%/);
  const page = await machine.run(of(second.request, { '/path/to/endpoint': `'/events.json?cursor=${cursor}'` }));
  expect(page.json).toMatchObject({ status: 'success', records: expect.any(Array) });
});
