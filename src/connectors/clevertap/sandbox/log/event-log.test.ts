import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '../../../../sandbox/sandbox.ts';
import { bootApi, drain, event, today } from '../api.fixture.ts';
import definition from '../index.ts';
import { columnOf, packColumn, packInts, unpackColumn, unpackInts } from './column.ts';
import { eventsOf } from './event-log.ts';

const values: Record<string, unknown[]> = {
  numbers: [1, -2.5, undefined, 0, 1e15],
  texts: ['a', undefined, '', 'a', 'ż"\\\n', '🍣'],
  'texts with what parts them': ['a\u0000b', 'c', undefined],
  mixed: [1, '1', true, null, [1, 'x'], { a: 1 }, undefined],
  nothing: [undefined, undefined],
  'many texts': Array.from({ length: 70_000 }, (_, n) => `text ${n}`),
  'some texts': Array.from({ length: 1000 }, (_, n) => `text ${n % 300}`),
};

test.each(Object.entries(values))('a column of %s gives back and finds what was put in', (_, cells) => {
  const packed = unpackColumn(packColumn(cells));
  expect(cells.map((__, row) => packed.at(row))).toEqual(cells);
  const test = (value: unknown): boolean => value === undefined || String(value).includes('1');
  const [found, expected] = [packed, columnOf(cells)].map((column) => column.matching(test));
  expect(cells.map((__, row) => found?.(row))).toEqual(cells.map((__, row) => expected?.(row)));
});

test('bytes at any address are read', () => {
  const packed = packColumn([1.5, 2.5]);
  const shifted = new Uint8Array(packed.length + 3).subarray(3);
  shifted.set(packed);
  expect(unpackColumn(shifted).at(1)).toBe(2.5);
  expect([...unpackInts(packInts([1, 4_000_000_000]))]).toEqual([1, 4_000_000_000]);
});

async function bootMany(count: number) {
  const api = await bootApi();
  for (let from = 0; from < count; from += 1000) {
    const records = Array.from({ length: Math.min(1000, count - from) }, (_, index) => {
      const n = from + index;
      const seldom = n % 5000 === 0 ? { seldom: true } : {};
      return event(`p${n % 50}`, 'Ordered', { n, half: n % 2 === 0 ? 'even' : 'odd', ...seldom }, 1_795_000_000 + n);
    });
    expect(await api.upload(...records)).toMatchObject({ status: 'success' });
  }
  return api;
}

const query = { event_name: 'Ordered', from: 20261101, to: today };

test('events in blocks are counted and exported as those that are not yet', async () => {
  const api = await bootMany(20_000);
  const { store } = api.sandbox.world;
  expect(
    store
      .packs('events')
      .keys('')
      .filter((key) => key.endsWith('/when')).length,
  ).toBe(2);
  const count = async (...event_properties: object[]) =>
    (await api.post('counts/events.json', { ...query, event_properties })).count;
  expect(await count()).toBe(20_000);
  expect(await count({ name: 'half', value: 'odd' })).toBe(10_000);
  expect(await count({ name: 'n', operator: 'between', value: [8000, 18_999] }, { name: 'half', value: 'even' })).toBe(
    5500,
  );
  expect(await count({ name: 'seldom', operator: 'exists' })).toBe(4);
  const pages = await drain(api, 'events', query, 4999);
  expect(pages.map((page) => page.length)).toEqual([4999, 4999, 4999, 4999, 4]);
  expect(pages.flat().every(({ event_props }, n) => event_props.n === n)).toBe(true);
  expect((await api.get('profile.json?identity=p7')).record.events.Ordered).toMatchObject({ count: 400 });
});

test('a snapshot holds blocks and tail, and going back forgets what came later', async () => {
  const api = await bootMany(9_500);
  const state = async () => [
    await api.post('counts/events.json', query),
    (await api.get('profile.json?identity=p7')).record,
    (await drain(api, 'events', query, 5000)).flat().at(-1),
  ];
  const before = await state();
  api.sandbox.snapshot('one');
  await api.upload(...Array.from({ length: 1000 }, (_, n) => event(`new${n}`, 'Ordered', { fresh: n })));
  await api.upload({ type: 'profile', identity: 'p7', profileData: { Plan: 'pro' } });
  expect(await state()).not.toEqual(before);
  await api.sandbox.restore('one');
  expect(await state()).toEqual(before);
  expect(eventsOf(api.sandbox.world).kind('Ordered')?.properties).not.toHaveProperty('fresh');
  expect(await api.get('profile.json?identity=new1')).toMatchObject({ status: 'fail' });
  await api.sandbox.reset();
  expect(await api.post('counts/events.json', query)).toMatchObject({ status: 'fail' });
});

test('a sandbox that is started again has all of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'porin-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const open = () => createSandbox(definition, { app: 'clevertap', file: join(folder, 'data.sqlite'), seed: false });
  const first = await open();
  const rows = (from: number) =>
    Array.from({ length: 5000 }, (_, n) => [1_795_000_000 + n, 1, { n: from + n }] as const);
  eventsOf(first.world).append('Ordered', rows(0));
  eventsOf(first.world).append('Ordered', rows(5000));
  eventsOf(first.world).append('Ordered', rows(10_000));
  await first.close();
  const second = await open();
  onTestFinished(() => second.close());
  const segments = eventsOf(second.world).segments('Ordered', { from: 0, to: 2_000_000_000 });
  expect(segments.map(({ first, count }) => [first, count])).toEqual([
    [0, 8192],
    [8192, 6808],
  ]);
  expect(segments.map((segment) => segment.property('n').at(4999))).toEqual([4999, 13_191]);
  expect(segments[0]?.property('n').at(8191)).toBe(8191);
});

test('an upload that fails in the middle leaves nothing behind', async () => {
  const api = await bootMany(1000);
  const { world } = api.sandbox;
  expect(() =>
    world.store.transaction(() => {
      eventsOf(world).append('Ordered', [[1_795_000_000, 1, { late: true }]]);
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(await api.post('counts/events.json', query)).toMatchObject({ count: 1000 });
  expect(eventsOf(world).kind('Ordered')?.properties).not.toHaveProperty('late');
});
