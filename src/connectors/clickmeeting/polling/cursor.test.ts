import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';
import { pollFields } from './face.ts';
import { type RoomState, roomState } from './room-state.ts';

const kind = { key: 'poll-new-attendees', state: roomState };

/** A state of many rooms, most of them over, with marks as they come about. */
function stateOf(rooms: number): RoomState {
  const ids = Array.from({ length: rooms }, (_, index) => 2_000_000 + index * 7 + (index % 5));
  const mark = (index: number) => (index % 3 === 0 ? [0] : [9_000_000 + ((index * 7919) % 900_000), 0]);
  return {
    m: Object.fromEntries(ids.map((id, index) => [id, mark(index)])),
    f: {},
    c: Object.fromEntries(ids.slice(0, Math.floor(rooms * 0.9)).map((id) => [id, -1])),
    h: 9_000_000,
    n: 0,
    a: 1_795_000_000_000,
  };
}

test.each([[1], [300], [20_000]])('a cursor of %i rooms is read as it was written, and fits into an input', (rooms) => {
  const state = stateOf(rooms);
  const cursor = writeCursor(kind, state);
  expect(readCursor(kind, cursor)).toEqual(state);
  expect(pollFields.since.safeParse(cursor).error).toBeUndefined();
  expect(cursor.length).toBeLessThan(rooms === 300 ? 4_000 : 400_000);
});

test('a cursor of an earlier version is read', () => {
  const plain = Buffer.from(JSON.stringify([kind.key, stateOf(300)])).toString('base64url');
  expect(readCursor(kind, plain)).toEqual(stateOf(300));
});

test.each([
  ['text', 'garbage'],
  ['another poll', writeCursor({ ...kind, key: 'poll-new-registrations' }, stateOf(2))],
  ['a cut one', writeCursor(kind, stateOf(300)).slice(0, -20)],
  ['one that swells to a gigabyte', deflateRawSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64url')],
])('%s is refused as no cursor of this poll', (_, cursor) => {
  expect(() => readCursor(kind, cursor)).toThrow(/^since: '.*' is not a cursor that poll-new-attendees gave/);
});
