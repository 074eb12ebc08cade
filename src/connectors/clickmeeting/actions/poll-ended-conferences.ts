import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { type Call, readRoom, refusedStatus } from '../calls.ts';
import { readCursor, requireSameRoom, writeCursor } from '../polling/cursor.ts';
import { eventId, noted, type PollInput, pollInput, pollOutput, pollTrigger } from '../polling/face.ts';
import { allRooms } from '../rooms/all-rooms.ts';
import { type Room, room } from '../schemas/room.ts';
import { readInstant } from '../time/zone-time.ts';

// Active rooms by number, and the highest number seen: a higher one is a new room.
const state = z.strictObject({ r: z.int().optional(), a: z.array(z.int()), h: z.int() });
const cursor = { key: 'poll-ended-conferences', state };

const mostSearched = 20;

export default defineAction({
  name: 'Poll Ended Conferences',
  description:
    'Gives the rooms that ended since the last time you asked: scheduled events that are over (the app marks them about ten minutes later), and rooms that somebody switched off. A room that is opened and ends again is given again; a deleted one is not given. Ask without since to begin (that answer is empty unless from is given), keep the cursor, and pass it as since from then on. Permanent rooms do not end; poll-new-attendees tells of their sessions. Next: get-attendance-report, download-all-recordings.',
  effect: 'read',
  trigger: pollTrigger,
  phrases: [
    'when a webinar is over',
    'which events ended since last time',
    'trigger after a conference ends',
    'watch for finished webinars',
    'poll for ended rooms',
  ],
  input: pollInput,
  output: pollOutput(
    room.schema.extend({
      event_id: eventId,
      ended_at: z.string().nullable().describe('When the app marked it as inactive, ISO 8601'),
    }),
    'Rooms that ended, first ended first',
  ),
  example: { input: { from: '2020-01-01T00:00:00Z' } },
  async run(input, { call }) {
    const { rooms, isCut } = await listed(call, input);
    const before = input.since === undefined ? start(rooms, input) : readCursor(cursor, input.since);
    requireSameRoom(before.r, input.room_id);
    const watched = new Set(before.a);
    const lost = await missing(
      call,
      before.a.filter((id) => !rooms.some((listed) => listed.id === id)),
    );
    const known = [...rooms, ...lost.found];
    const ended = known
      .filter(({ id, status }) => status === 'inactive' && (watched.has(id) || id > before.h))
      .sort((a, b) => endedMs(a) - endedMs(b) || a.id - b.id);
    const given = ended.slice(0, input.limit);
    const active = known.filter(({ status }) => status !== 'inactive');
    const next = {
      ...(before.r === undefined ? {} : { r: before.r }),
      // Those that were not looked for come first next time.
      a: [...lost.left, ...[...active, ...ended.slice(input.limit)].map(({ id }) => id)],
      h: Math.max(before.h, ...known.map(({ id }) => id)),
    };
    return {
      items: given.map((found) => ({
        ...found,
        event_id: `ended:${found.id}:${found.updated_at ?? ''}`,
        ended_at: found.updated_at ?? null,
      })),
      cursor: writeCursor(cursor, next),
      has_more: given.length < ended.length || lost.left.length > 0,
      ...noted(isCut ? [`Only ${rooms.length} rooms were looked at; name a room_id for others`] : []),
    };
  },
});

async function listed(call: Call, { room_id, since }: PollInput): Promise<{ rooms: readonly Room[]; isCut: boolean }> {
  if (room_id === undefined) return allRooms(call);
  const rooms = await readRoom(call, room_id).then(
    (found) => [found],
    (error: unknown) => {
      // A room that is deleted while it is polled has nothing more to tell; one that never was is a mistake.
      if (since === undefined || refusedStatus(error) !== 404) throw error;
      return [];
    },
  );
  return { rooms, isCut: false };
}

/** Where polling begins: with the rooms that are active, and those that ended since `from`. */
function start(rooms: readonly Room[], { from, room_id }: PollInput): z.output<typeof state> {
  const since = from === undefined ? Number.POSITIVE_INFINITY : (readInstant(from, 'UTC') ?? 0);
  const watched = rooms.filter((found) => found.status !== 'inactive' || endedMs(found) >= since);
  return {
    ...(room_id === undefined ? {} : { r: room_id }),
    a: watched.map(({ id }) => id),
    h: Math.max(0, ...rooms.map(({ id }) => id)),
  };
}

/** Rooms that were active and are in no list: beyond the pages that are read, between the two lists, or deleted. */
async function missing(call: Call, ids: readonly number[]): Promise<{ found: Room[]; left: readonly number[] }> {
  const found: Room[] = [];
  for (const id of ids.slice(0, mostSearched)) {
    try {
      found.push(await readRoom(call, id));
    } catch (error) {
      if (refusedStatus(error) !== 404) throw error;
    }
  }
  return { found, left: ids.slice(mostSearched) };
}

function endedMs({ updated_at, ends_at }: Room): number {
  const at = Date.parse(updated_at ?? ends_at ?? '');
  return Number.isNaN(at) ? 0 : at;
}
