import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { intOf } from '../../../kernel/shape.ts';
import { type Call, readList } from '../calls.ts';
import { eventId, noted, pollInput, pollOutput, pollTrigger } from '../polling/face.ts';
import { type Entry, isAfter } from '../polling/marks.ts';
import { pollRooms, type RoomSource } from '../polling/poll-rooms.ts';
import { roomState } from '../polling/room-state.ts';
import { roomId } from '../schemas/ids.ts';
import type { Room } from '../schemas/room.ts';
import { roomName } from '../schemas/room-input.ts';
import { attendee, session } from '../schemas/session.ts';

const sessionsAtOnce = 10;

const item = attendee.schema.extend({
  event_id: eventId,
  room_id: roomId,
  room_name: roomName,
  session_id: z.int().describe('Session the person was in'),
});

export default defineAction({
  name: 'Poll New Attendees',
  description:
    'Gives the people who were in a meeting since the last time you asked, each visit once, over all rooms or one. They appear when their session has ended, because the app reports only ended ones; somebody who came in twice is there twice. Ask without since to begin (that answer is empty unless from is given), keep the cursor, and pass it as since from then on. At most about 100 requests a poll beside the lists of rooms (one for each 250 rooms).',
  effect: 'read',
  trigger: pollTrigger,
  phrases: [
    'when somebody has attended',
    'new attendees since last time',
    'trigger on a new attendee',
    'watch who comes to webinars',
    'poll for attendees',
    'notify when people have attended',
  ],
  input: pollInput,
  output: pollOutput(item, 'New attendees, first come first'),
  example: { input: { from: '2020-01-01T00:00:00Z', limit: 10 } },
  async run(input, tools) {
    const { notes, ...answer } = await pollRooms(source, input, tools);
    return { ...answer, ...noted(notes) };
  },
});

const source: RoomSource<z.output<typeof item>> = {
  cursor: { key: 'poll-new-attendees', state: roomState },
  isOpen: ({ status }) => status !== 'inactive',
  async newest(call, room) {
    const sessions = await sessionsOf(call, room);
    return [Math.max(-1, ...sessions.map(({ id }) => id)) + 1, 0];
  },
  async read(call, room, { mark, from }) {
    const [firstSession = 0] = mark;
    const sessions = (await sessionsOf(call, room))
      .filter(({ id, end_date }) => id >= firstSession && (from === undefined || !(Date.parse(end_date ?? '') < from)))
      .sort((a, b) => a.id - b.id);
    const some = sessions.slice(0, sessionsAtOnce);
    const entries: Entry<z.output<typeof item>>[] = [];
    for (const { id } of some) entries.push(...(await entriesOf(call, room, id)));
    const last = some.at(-1);
    return {
      entries: entries.filter((entry) => isAfter(entry.mark, mark)),
      end: last ? [last.id + 1, 0] : mark,
      isCut: some.length < sessions.length,
    };
  },
};

function sessionsOf(call: Call, room: Room) {
  return readList(call, path`/conferences/${room.id}/sessions`, { item: session, what: 'sessions' });
}

async function entriesOf(call: Call, room: Room, sessionId: number): Promise<Entry<z.output<typeof item>>[]> {
  const address = path`/conferences/${room.id}/sessions/${sessionId}/attendees`;
  const attendees = await readList(call, address, { item: attendee, what: 'attendees' });
  const numbered = attendees.map((entry, index) => ({ entry, number: entry.id ?? intOf(entry.uid) ?? index + 1 }));
  return numbered
    .sort((a, b) => a.number - b.number)
    .map(({ entry, number }) => ({
      item: {
        ...entry,
        event_id: `attendee:${sessionId}:${number}`,
        room_id: room.id,
        room_name: room.name,
        session_id: sessionId,
      },
      mark: [sessionId, number],
      at: Date.parse(entry.start_date ?? ''),
    }));
}
