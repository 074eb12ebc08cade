import { expect, test } from 'vitest';
import { pageThrough } from './cursor.ts';

const items = Array.from({ length: 7 }, (_, index) => index);

test('pages follow one another until the list is over', () => {
  const seen: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 4; page++) {
    const { items: some, cursor: next } = pageThrough(items, { limit: 3, cursor });
    seen.push(...some);
    cursor = next;
    if (cursor === undefined) break;
  }
  expect(seen).toEqual(items);
});

test('the last page has no cursor, even when it is full', () => {
  expect(pageThrough(items, { limit: 7 })).toEqual({ items });
  expect(pageThrough([], { limit: 3 })).toEqual({ items: [] });
});

test('0 and nothing are the beginning', () => {
  expect(pageThrough(items, { limit: 1, cursor: '0' }).items).toEqual([0]);
});

test('a cursor past the end gives an empty last page', () => {
  const far = Buffer.from('at:100').toString('base64url');
  expect(pageThrough(items, { limit: 3, cursor: far })).toEqual({ items: [] });
});

test.each(['', 'x', 'YXQ6LTE', Buffer.from('at:1;').toString('base64url'), 'z'.repeat(10_000)])(
  'a foreign cursor is refused, and not repeated at length: %s',
  (cursor) => {
    expect(() => pageThrough(items, { limit: 3, cursor })).toThrow(/^cursor: .{0,200}$/);
  },
);
