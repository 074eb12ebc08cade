import { expect, test } from 'vitest';
import { withoutStrangers } from '../scripts/gen/api-prose.ts';

test.each([
  ['Makes a room: ensure-room makes it once. Then list-rooms.', 'Makes a room. Then list-rooms.'],
  ["Room id; find-rooms gives it as 'id'. It is not the pin", 'Room id. It is not the pin'],
  ['Deletes it. With find-rooms you see it; nothing is kept. Gone.', 'Deletes it. Gone.'],
  ['Asks a room (is_on; find-rooms tells) for it.', 'Asks a room (is_on).'],
  ['Shows find-rooms-by-name', 'Shows find-rooms-by-name'],
  ['find-rooms', 'find-rooms'],
])('%j reads as %j where find-rooms and ensure-room are no calls', (description, read) => {
  const document = { paths: [{ get: { description, summary: 'find-rooms' } }] };
  expect(withoutStrangers(document, ['find-rooms', 'ensure-room'])).toEqual({
    paths: [{ get: { description: read, summary: 'find-rooms' } }],
  });
});
