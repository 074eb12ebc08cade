import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { type Call, readList } from '../calls.ts';
import { readCursor, requireSameRoom, writeCursor } from '../polling/cursor.ts';
import { eventId, type PollInput, pollInput, pollOutput, pollTrigger } from '../polling/face.ts';
import { type Found, takeInOrder } from '../polling/marks.ts';
import { addressOf, type Recording, recordingsOf } from '../recordings.ts';
import { recording } from '../schemas/library.ts';
import { readInstant } from '../time/zone-time.ts';

// The newest recording of each room, and those before it that were not ready.
const state = z.strictObject({
  r: z.int().optional(),
  m: z.record(z.string().regex(/^\d+$/), z.int()),
  p: z.array(z.int()),
});
const cursor = { key: 'poll-new-recordings', state };

const item = recording.schema.extend({ event_id: eventId, room_id: z.int().describe('Room id') });

type Placed = Recording & { readonly room_id: number };

export default defineAction({
  name: 'Poll New Recordings',
  description:
    'Gives the recordings that became ready since the last time you asked, each once, over all rooms or one. One that the app is still preparing follows when it has its address. Ask without since to begin (that answer is empty unless from is given), keep the cursor, and pass it as since from then on. One request a poll. Next: download-recording, because addresses expire after some hours.',
  effect: 'read',
  trigger: pollTrigger,
  phrases: [
    'when a recording is ready',
    'new recordings since last time',
    'trigger on a new recording',
    'watch for finished recordings',
    'poll for recordings',
    'notify me when a recording is available',
  ],
  input: pollInput,
  output: pollOutput(item, 'New recordings, oldest first'),
  example: { input: { from: '2020-01-01T00:00:00Z' } },
  async run(input, { call }) {
    const all = await placed(call, input.room_id);
    const before = input.since === undefined ? start(all, input) : readCursor(cursor, input.since);
    requireSameRoom(before.r, input.room_id);
    const isNew = ({ id, room_id }: Pick<Placed, 'id' | 'room_id'>) => id > (before.m[room_id] ?? 0);
    const isReady = (found: Placed) => addressOf(found) !== undefined;
    // Of each room the new ones in a row, then those that waited: a row apart, so that neither holds up the other.
    const rooms = [...new Set(all.map(({ room_id }) => room_id))];
    const rows = rooms.map((id) =>
      rowOf(
        id,
        all.filter((found) => found.room_id === id && isNew(found) && isReady(found)),
      ),
    );
    const waited = all.filter((found) => before.p.includes(found.id) && !isNew(found) && isReady(found));
    const { items, marks, isCut } = takeInOrder(
      [...rows.filter(({ entries }) => entries.length > 0), ...waited.map((found) => rowOf(-found.id, [found]))],
      input.limit,
    );
    const newest = (id: number) => marks.get(id)?.[0] ?? before.m[id] ?? 0;
    const given = new Set(items.map(({ id }) => id));
    const next = {
      ...(before.r === undefined ? {} : { r: before.r }),
      m: Object.fromEntries(rooms.map((id) => [String(id), newest(id)])),
      p: all
        .filter(
          ({ id, room_id }) =>
            id <= newest(room_id) && !given.has(id) && (before.p.includes(id) || isNew({ id, room_id })),
        )
        .map(({ id }) => id),
    };
    return { items, cursor: writeCursor(cursor, next), has_more: isCut };
  },
});

async function placed(call: Call, roomId: number | undefined): Promise<Placed[]> {
  const all =
    roomId === undefined
      ? await readList(call, '/conferences/recordings', { item: recording, what: 'recordings' })
      : await recordingsOf(call, roomId);
  return all.map((found) => ({ ...found, room_id: roomId ?? found.conference_id ?? 0 })).sort((a, b) => a.id - b.id);
}

function rowOf(roomId: number, ready: readonly Placed[]): Found<z.output<typeof item>> {
  const entries = ready.map((found) => ({
    item: { ...found, event_id: `recording:${found.id}` },
    mark: [found.id],
    at: startMs(found),
  }));
  return { roomId, entries, end: entries.at(-1)?.mark ?? [0], isCut: false };
}

/** Where polling begins: after what is there, or after what had ended before `from`; what is not ready waits. */
function start(all: readonly Placed[], { from, room_id }: PollInput): z.output<typeof state> {
  const since = from === undefined ? Number.POSITIVE_INFINITY : (readInstant(from, 'UTC') ?? 0);
  const old = all.filter((found) => !(startMs(found) + (found.recording_duration ?? 0) * 1000 >= since));
  const marks: Record<string, number> = {};
  for (const { id, room_id: room } of old) marks[room] = Math.max(marks[room] ?? 0, id);
  return {
    ...(room_id === undefined ? {} : { r: room_id }),
    m: marks,
    p: old.filter((found) => addressOf(found) === undefined).map(({ id }) => id),
  };
}

function startMs({ recorder_start_date, recorder_started }: Recording): number {
  const at = Date.parse(recorder_start_date ?? '');
  return Number.isNaN(at) ? (readInstant(recorder_started ?? '', 'UTC') ?? Number.NaN) : at;
}
