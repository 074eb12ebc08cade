import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { type Call, readList } from '../calls.ts';
import { eventId, noted, pollInput, pollOutput, pollTrigger } from '../polling/face.ts';
import { isAfter } from '../polling/marks.ts';
import { pollRooms, type RoomSource } from '../polling/poll-rooms.ts';
import { roomState } from '../polling/room-state.ts';
import { roomId } from '../schemas/ids.ts';
import type { Room } from '../schemas/room.ts';
import { roomName } from '../schemas/room-input.ts';
import { registration } from '../schemas/session.ts';

const item = registration.schema.extend({ event_id: eventId, room_id: roomId, room_name: roomName });

export default defineAction({
  name: 'Poll New Registrations',
  description:
    'Gives the people who registered since the last time you asked, each once, over all rooms or one. Ask without since to begin (that answer is empty unless from is given), keep the cursor, and pass it as since from then on, as often as you like. ClickMeeting has no webhooks; this takes their place. Looks at rooms whose registration is on, at most 60 requests a poll beside the lists of rooms (one for each 250 rooms).',
  effect: 'read',
  trigger: pollTrigger,
  phrases: [
    'when somebody registers',
    'new registrations since last time',
    'trigger on a new registrant',
    'watch for sign-ups',
    'poll for registrants',
  ],
  input: pollInput,
  output: pollOutput(item, 'New registrations, oldest first'),
  example: { input: { from: '2020-01-01T00:00:00Z', limit: 10 } },
  async run(input, tools) {
    const { notes, ...answer } = await pollRooms(source, input, tools);
    return { ...answer, ...noted(notes) };
  },
});

const source: RoomSource<ReturnType<typeof itemOf>> = {
  cursor: { key: 'poll-new-registrations', state: roomState },
  isOpen: ({ status, registration_enabled }) => status !== 'inactive' && registration_enabled !== false,
  async newest(call, room) {
    return [Math.max(0, ...(await all(call, room)).map(({ id }) => id))];
  },
  async read(call, room, { mark, from }) {
    const registrations = (await all(call, room)).filter(({ id }) => isAfter([id], mark)).sort((a, b) => a.id - b.id);
    const entries = registrations
      .map((entry) => ({ item: itemOf(entry, room), mark: [entry.id], at: Date.parse(entry.registration_date ?? '') }))
      .filter(({ at }) => from === undefined || !(at < from));
    const last = registrations.at(-1);
    return { entries, end: last ? [last.id] : mark, isCut: false };
  },
};

function all(call: Call, room: Room) {
  return readList(call, path`/conferences/${room.id}/registrations/${'all'}`, {
    item: registration,
    what: 'registrations',
  });
}

function itemOf(entry: Awaited<ReturnType<typeof all>>[number], room: Room) {
  return { ...entry, event_id: `registration:${entry.id}`, room_id: room.id, room_name: room.name };
}
