import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { itemsSchema } from '../answers.ts';
import { allRooms } from '../rooms/all-rooms.ts';
import { likeness } from '../rooms/matching.ts';
import { callerZone, roomWithLocalTimes, withLocalTimes } from '../schemas/local-times.ts';
import { roomType } from '../schemas/room-input.ts';
import { dayOrMoment, instantIn } from '../schemas/when.ts';

const found = { schema: roomWithLocalTimes, from: (value: unknown) => roomWithLocalTimes.parse(value) };

export default defineAction({
  name: 'Find Conferences',
  description:
    'Finds rooms by name, room address, pin or id, by date and by kind, among active and inactive ones, through all pages of the account, and gives their room_id. Best matches first. Use it whenever you know a room by anything but its id. Inactive rooms older than six months are not listed by the app.',
  effect: 'read',
  phrases: [
    'which room has this url',
    'look up a room by its link or pin',
    'find a room by name',
    'get room id',
    'webinars between two dates',
    'search rooms by date range',
    'which webinars are next week',
    'what is the id of the room called',
  ],
  input: z.strictObject({
    query: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(500)
      .optional()
      .describe(
        'Words of the name (case and accents do not matter), a room address such as https://acct.clickmeeting.com/my-room, a room_pin or an id',
      ),
    status: z
      .enum(['active', 'inactive', 'any'])
      .default('any')
      .describe('active: open or coming up; inactive: over or switched off; any. Default any'),
    room_type: roomType.optional(),
    starts_after: dayOrMoment(
      "Only events that start at this time or later: '2030-05-14' (its first minute) or '2030-05-14 10:00', in `timezone`, or ISO 8601 with an offset. Permanent rooms have no date and are left out",
    ).optional(),
    starts_before: dayOrMoment(
      "Only events that start before this time, written as starts_after; '2030-06-01' means before that day",
    ).optional(),
    timezone: callerZone,
    limit: z.int().min(1).max(1000).default(50).describe('Most rooms to give, 1 to 1000. Default 50'),
  }),
  output: itemsSchema(found, 'Rooms that match, best matches first, then by start').extend({
    total: z.int().describe('How many rooms match in all; more than items when limit cut the list'),
    searched: z.int().describe('How many rooms were looked at'),
    notes: z.array(z.string()).optional().describe('What to know about this answer, such as several rooms of one name'),
  }),
  example: { input: { query: 'launch', timezone: 'America/New_York' } },
  async run({ query, status, room_type, starts_after, starts_before, timezone, limit }, { call }) {
    const statuses = status === 'any' ? (['active', 'inactive'] as const) : [status];
    const { rooms, isCut } = await allRooms(call, statuses);
    const zone = timezone ?? 'UTC';
    const from = instantIn(zone, starts_after);
    const until = instantIn(zone, starts_before);
    const matches = rooms
      .map((room) => ({
        room,
        like: query === undefined ? 1 : likeness(room, query),
        start: Date.parse(room.starts_at ?? ''),
      }))
      .filter(({ room, like, start }) => {
        if (like === 0 || (room_type !== undefined && room.room_type !== room_type)) return false;
        return (from === undefined || start >= from) && (until === undefined || start < until);
      })
      .sort((a, b) => b.like - a.like || order(a.start, b.start) || a.room.id - b.room.id);
    const notes = notesOn(matches, { isCut, searched: rooms.length, query });
    return {
      items: matches.slice(0, limit).map(({ room }) => withLocalTimes(room, timezone)),
      total: matches.length,
      searched: rooms.length,
      ...(notes.length === 0 ? {} : { notes }),
    };
  },
});

// Permanent rooms have no start and come last.
function order(left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  return left - right;
}

interface Found {
  readonly room: { readonly id: number; readonly name: string };
  readonly like: number;
}

function notesOn(
  matches: readonly Found[],
  facts: { isCut: boolean; searched: number; query: string | undefined },
): string[] {
  const [best, second] = matches;
  const exact = matches.filter(({ like }) => like >= 90);
  return [
    ...(best && second && exact.length > 1
      ? [
          `${exact.length} rooms answer to this exactly: ids ${exact
            .slice(0, 10)
            .map(({ room }) => room.id)
            .join(', ')}; tell them apart by starts_at`,
        ]
      : []),
    ...(facts.isCut ? [`Only ${facts.searched} rooms were looked at; the account has more`] : []),
    ...(matches.length === 0 && facts.query !== undefined
      ? ['Nothing matches; rooms inactive for more than six months and rooms of sub-accounts are not listed']
      : []),
  ];
}
