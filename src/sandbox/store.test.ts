import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteFile } from '../platform/storage/sqlite-file.ts';
import { openCollection } from './collection.ts';
import { openRandom } from './random.ts';
import { openStore, storeOn } from './store.ts';
import { openStoreFile } from './store-file.ts';

interface Room {
  readonly id: number;
  readonly name: string;
  readonly open: boolean;
  readonly size?: number | null;
}

const indexes = { indexes: ['name', ['open', 'size']] };

function filled() {
  const store = openStore(':memory:');
  const rooms = store.collection<Room>('rooms', indexes);
  rooms.insert({ id: 2, name: 'b', open: false, size: 5 });
  rooms.insert({ id: 1, name: 'a', open: true, size: null });
  rooms.insert({ id: 10, name: 'a', open: true, size: 7 });
  rooms.insert({ id: 3, name: 'c', open: true });
  return { store, rooms };
}

const ids = (rooms: readonly Room[]): number[] => rooms.map(({ id }) => id);

test('documents are found by equality, lists, comparisons and absence, in id order', () => {
  const { rooms } = filled();
  expect(ids(rooms.find({ where: { name: 'a' } }))).toEqual([1, 10]);
  expect(ids(rooms.find({ where: { name: ['b', 'c'] } }))).toEqual([2, 3]);
  expect(ids(rooms.find({ where: { name: [] } }))).toEqual([]);
  expect(ids(rooms.find({ where: { size: { gt: 5, lte: 7 } } }))).toEqual([10]);
  expect(ids(rooms.find({ where: { size: null } }))).toEqual([1, 3]);
  expect(ids(rooms.find({ where: { size: { ne: null } } }))).toEqual([2, 10]);
  expect(ids(rooms.find({ where: { open: true, name: undefined } }))).toEqual([1, 3, 10]);
  expect(rooms.count({ open: true })).toBe(3);
});

test('pages and orders hold, with the id deciding between equals', () => {
  const { rooms } = filled();
  expect(ids(rooms.find({ orderBy: '-id', limit: 2, offset: 1 }))).toEqual([3, 2]);
  expect(ids(rooms.find({ orderBy: 'name' }))).toEqual([1, 10, 2, 3]);
  expect(ids(rooms.find({ orderBy: '-name', limit: 3 }))).toEqual([3, 2, 10]);
  expect(ids(rooms.find({ offset: 3 }))).toEqual([10]);
  expect(rooms.first({ orderBy: '-id' })?.id).toBe(10);
});

test('a patch changes its fields, removes undefined ones and keeps the id', () => {
  const { rooms } = filled();
  const changed = rooms.update(2, { name: 'z', size: undefined } as any);
  expect(changed).toEqual({ id: 2, name: 'z', open: false });
  expect(rooms.get(2)).toEqual(changed);
  expect(() => rooms.update(99, { name: 'x' })).toThrow('No document 99 in c_rooms');
});

test('a document takes the place of the one with its id, and of no other', () => {
  const { rooms } = filled();
  rooms.replace({ id: 2, name: 'z', open: true });
  expect(rooms.get(2)).toEqual({ id: 2, name: 'z', open: true });
  expect(() => rooms.replace({ id: 99, name: 'x', open: true })).toThrow('No document 99 in c_rooms');
  expect(rooms.get(99)).toBeUndefined();
});

test('an id can be used once', () => {
  const { rooms } = filled();
  expect(() => rooms.insert({ id: 2, name: 'again', open: true })).toThrow('Document 2 exists in c_rooms');
  expect(rooms.get(2)?.name).toBe('b');
});

test('what a caller does to a document afterwards does not reach the store', () => {
  const { rooms } = filled();
  const mine = { id: 50, name: 'mine', open: true };
  const given = rooms.insert(mine);
  mine.name = 'changed';
  (given as any).name = 'changed';
  expect(rooms.get(50)?.name).toBe('mine');
});

test('a failed transaction leaves documents, sequences and state as they were', () => {
  const { store, rooms } = filled();
  store.setState('mode', 'calm');
  expect(() =>
    store.transaction(() => {
      rooms.delete(1);
      store.nextId('rooms', 100);
      store.setState('mode', 'wild');
      store.setState('new', 1);
      store.transaction(() => rooms.delete(2));
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(rooms.count()).toBe(4);
  expect(store.nextId('rooms', 100)).toBe(100);
  expect([store.getState('mode'), store.getState('new')]).toEqual(['calm', undefined]);
});

test('sequences count from their start and skip reserved ids', () => {
  const store = openStore(':memory:');
  expect([store.nextId('a', 7), store.nextId('a', 7), store.nextId('b')]).toEqual([7, 8, 1]);
  store.reserveIds('a', 20);
  store.reserveIds('a', 3);
  expect(store.nextId('a', 7)).toBe(21);
});

test('names that are no identifiers never reach SQL', () => {
  const { store, rooms } = filled();
  expect(() => store.collection('rooms; drop table c_rooms')).toThrow('cannot be the name of a collection');
  expect(() => rooms.find({ where: { "name') or 1=1 --": 1 } as any })).toThrow('cannot be a field of a query');
  expect(ids(rooms.find({ where: { name: "a' or '1'='1" } }))).toEqual([]);
});

test('text with quotes, line ends and other scripts comes back as it went in', () => {
  const { rooms } = filled();
  const name = `"Łódź" 'ёж' 日本 \u2028 \\ \n 👩‍🚀 %s $.x`;
  rooms.insert({ id: 77, name, open: true });
  expect(ids(rooms.find({ where: { name } }))).toEqual([77]);
  expect(rooms.get(77)?.name).toBe(name);
});

test('a file keeps documents, bytes, sequences and the course of randomness', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-store-')), 'a.sqlite');
  const first = openStore(file);
  const random = openRandom(first);
  const draws = [random.hex(8), random.hex(8)];
  first.collection<Room>('rooms', indexes).insert({ id: first.nextId('rooms', 5), name: 'kept', open: true });
  const key = first.putBlob(new Uint8Array([0, 255, 7]));
  first.close();
  const second = openStore(file);
  expect(second.collection<Room>('rooms', indexes).get(5)?.name).toBe('kept');
  expect([...(second.getBlob(key) ?? [])]).toEqual([0, 255, 7]);
  expect(second.nextId('rooms', 5)).toBe(6);
  const later = openRandom(second).hex(8);
  expect(draws).not.toContain(later);
  const fresh = openRandom(openStore(':memory:'));
  expect([fresh.hex(8), fresh.hex(8), fresh.hex(8)]).toEqual([...draws, later]);
  second.close();
});

test('a file in use and a file that is no database are told apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'porin-store-'));
  const used = openStore(join(folder, 'used.sqlite'));
  expect(() => openStore(join(folder, 'used.sqlite'))).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('porin down') }),
  );
  used.close();
  writeFileSync(
    join(folder, 'text.sqlite'),
    'this is no database, only a long enough text to be read as one '.repeat(20),
  );
  expect(() => openStore(join(folder, 'text.sqlite'))).toThrow(/cannot be opened: .*not a database/);
  expect(() => openStore(join(folder, 'none', 'x.sqlite'))).toThrow('cannot be opened');
});

test('of equal bytes that are kept twice one goes alone', () => {
  const { store } = filled();
  const [first, second] = [1, 2].map(() => store.putBlob(new Uint8Array([9])));
  store.dropBlob(first ?? '');
  expect([first, second].map((key) => store.getBlob(key ?? '')?.length)).toEqual([undefined, 1]);
});

test('a list condition may have any length', () => {
  const { rooms } = filled();
  const list = (length: number) => [null, ...Array.from({ length }, (_, index) => index + 2)];
  for (const length of [0, 1, 500, 501, 100_000]) {
    expect(ids(rooms.find({ where: { id: list(length) } }))).toEqual([2, 3, 10].filter((id) => id < length + 2));
  }
  const names = Array.from({ length: 1000 }, (_, index) => `name ${index}`);
  rooms.insert({ id: 9, name: 'name 999', open: true });
  expect(ids(rooms.find({ where: { name: names, open: [true] } }))).toEqual([9]);
});

test('a page by an indexed field in id order needs neither a scan nor a sort', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'porin-store-')), 'a.sqlite');
  const store = openStore(file);
  store.collection<Room>('rooms', indexes);
  store.close();
  const database = openSqliteFile(file);
  const asked: string[] = [];
  const host = {
    prepare: (sql: string) => {
      asked.push(sql);
      return database.prepare(sql);
    },
    beforeWrite: () => {},
  };
  openCollection<Room>(host, 'c_rooms').find({ where: { name: 'a' }, orderBy: '-id', limit: 250, offset: 500 });
  const plan = database.prepare(`explain query plan ${asked[0]}`).all('a', 250, 500);
  expect(plan.map((row) => row['detail'])).toEqual([
    expect.stringMatching(/^SEARCH c_rooms USING INDEX i_c_rooms_name/),
  ]);
  database.close();
});

test('a full disk fails the flush, and the store goes on with what it had saved', () => {
  let isFull = false;
  const database = openStoreFile(':memory:');
  const store = storeOn({
    ...database,
    exec: (sql) => {
      if (isFull && sql === 'commit') throw new Error('database or disk is full');
      database.exec(sql);
    },
  });
  const rooms = store.collection<Room>('rooms', indexes);
  rooms.insert({ id: 1, name: 'saved', open: true });
  store.setState('mode', 'calm');
  store.flush();
  isFull = true;
  rooms.insert({ id: 2, name: 'lost', open: true });
  store.setState('mode', 'wild');
  expect(() => store.flush()).toThrow('The sandbox could not save its data');
  isFull = false;
  expect([ids(rooms.all()), store.getState('mode')]).toEqual([[1], 'calm']);
  rooms.insert({ id: 3, name: 'saved again', open: true });
  store.flush();
  expect(ids(rooms.all())).toEqual([1, 3]);
});

test('a failure to save outside any request is told at the next flush', async () => {
  let isFull = false;
  const database = openStoreFile(':memory:');
  const store = storeOn({
    ...database,
    exec: (sql) => {
      if (isFull && sql === 'commit') throw new Error('database or disk is full');
      database.exec(sql);
    },
  });
  isFull = true;
  store.setState('mode', 'wild');
  await new Promise((resolve) => setTimeout(resolve, 5));
  isFull = false;
  expect(() => store.flush()).toThrow('The sandbox could not save its data');
  expect(() => store.flush()).not.toThrow();
});

test('reading in a transaction is no change; a write is, also one that is taken back', () => {
  const { store, rooms } = filled();
  const before = store.changes;
  store.transaction(() => rooms.all());
  expect(store.changes).toBe(before);
  let during = 0;
  const fail = () =>
    store.transaction(() => {
      rooms.delete(1);
      during = store.changes;
      throw new Error('taken back');
    });
  expect(fail).toThrow('taken back');
  expect(store.changes).toBeGreaterThan(during);
  expect(during).toBeGreaterThan(before);
});
