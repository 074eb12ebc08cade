import { expect, test } from 'vitest';
import { openStore } from './store.ts';

interface Room {
  readonly id: number;
  readonly name: string;
  readonly open: boolean;
}

function filled() {
  const store = openStore(':memory:');
  const rooms = store.collection<Room>('rooms', { indexes: ['name'] });
  for (const id of [2, 1, 10, 3]) rooms.insert({ id, name: `r${id}`, open: id !== 2 });
  return { store, rooms };
}

test('a snapshot restores what was there and empties what came later', () => {
  const { store, rooms } = filled();
  store.setState('mode', 'calm');
  store.snapshot('s');
  rooms.deleteWhere({ open: true });
  store.collection<Room>('later').insert({ id: 1, name: 'new', open: true });
  store.setState('mode', 'wild');
  store.snapshot('t');
  store.restore('s');
  expect([rooms.count(), store.collection('later').count(), store.getState('mode')]).toEqual([4, 0, 'calm']);
  expect(store.snapshots().map(({ name }) => name)).toEqual(['s', 't']);
});

test('a snapshot says when it was taken, as ISO 8601', () => {
  const { store } = filled();
  const { createdAt } = store.snapshot('s');
  expect(createdAt).toBe(new Date(createdAt).toISOString());
  expect(store.snapshots()).toEqual([{ name: 's', createdAt }]);
  expect(() => store.restore('t')).toThrow(expect.objectContaining({ code: 'not_found', hint: 'There are: s' }));
});

test('a reset forgets everything but snapshots and the bytes that they name', () => {
  const { store, rooms } = filled();
  const key = store.putBlob(new Uint8Array([1]));
  rooms.insert({ id: 4, name: key, open: true });
  store.snapshot('s');
  store.reset();
  expect([rooms.count(), store.nextId('rooms', 5), store.getBlob(key)?.length]).toEqual([0, 5, 1]);
  store.deleteSnapshot('s');
  store.reset();
  expect(store.getBlob(key)).toBeUndefined();
});

test('going back leaves equal documents, and undoes what was changed, added and deleted, whatever the kind of id', () => {
  const store = openStore(':memory:');
  const things = store.collection<{ id: number | string; name: string; note?: string }>('things', {
    indexes: ['name'],
  });
  for (const id of [1, '1', 2, 'two', 3]) things.insert({ id, name: `n${typeof id}${id}` });
  const before = things.all();
  store.snapshot('s');
  things.update(1, { name: 'other', note: 'x' });
  things.delete('1');
  things.delete(2);
  things.insert({ id: '2', name: 'new' });
  for (const _ of [1, 2]) {
    store.restore('s');
    expect(things.all()).toEqual(before);
    expect(things.find({ where: { name: 'nstring1' } })).toEqual([{ id: '1', name: 'nstring1' }]);
    expect(things.count({ name: 'other' })).toBe(0);
  }
});

test('bytes go with the document that holds them, and after the last snapshot that names them', () => {
  const { store } = filled();
  const files = store.collection<{ id: number; blobKey: string }>('library');
  const [kept, inSnapshot, alone] = [1, 2, 3].map((byte) => store.putBlob(new Uint8Array([byte])));
  files.insert({ id: 1, blobKey: kept ?? '' });
  files.insert({ id: 2, blobKey: inSnapshot ?? '' });
  store.snapshot('s');
  files.delete(2);
  store.dropBlob(inSnapshot ?? '');
  const present = () => [kept, inSnapshot, alone].map((key) => store.getBlob(key ?? '') !== undefined);
  store.restore('s');
  expect(present()).toEqual([true, true, false]);
  files.delete(2);
  store.dropBlob(inSnapshot ?? '');
  store.deleteSnapshot('s');
  expect(present()).toEqual([true, false, false]);
  store.reset();
  expect(present()).toEqual([false, false, false]);
});

test('twenty snapshots are kept; one more is refused, one in place of another is not', () => {
  const { store } = filled();
  for (let number = 1; number <= 20; number += 1) store.snapshot(`s${number}`);
  expect(() => store.snapshot('s21')).toThrow('There are 20 snapshots');
  expect(store.snapshot('s20').name).toBe('s20');
  store.deleteSnapshot('s1');
  store.snapshot('s21');
  expect(store.snapshots()).toHaveLength(20);
});
