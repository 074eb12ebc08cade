import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { isPorinError } from '../../../kernel/errors.ts';
import type { Call } from '../calls.ts';
import { allRooms } from '../rooms/all-rooms.ts';
import { makeRoom } from '../rooms/make-room.ts';
import { isSameName } from '../rooms/matching.ts';
import { differences, type Event, isSameEvent } from '../rooms/same-event.ts';
import { scheduleWarnings } from '../rooms/schedule-warnings.ts';
import { twinsOf } from '../rooms/twins.ts';
import { checkNewRoom, newRoomFields, warned, warnings } from '../schemas/new-room.ts';
import { type Room, room } from '../schemas/room.ts';

export default defineAction({
  name: 'Ensure Conference',
  description:
    'Gives the room with this name and start, and creates it only when there is none: safe to repeat, so that no event is made twice. A scheduled event is the same when name and starts_at are the same, a permanent room when the name is. A room that is there is not changed; warnings say in what it differs, and that other rooms have its name. Then send-invitation or register-participant.',
  effect: 'write',
  verifyWith: 'list-all-conferences',
  phrases: [
    'create a room unless it exists',
    'make sure the webinar exists',
    'get or create a conference',
    'idempotent event creation',
    'avoid duplicate rooms',
  ],
  input: z.strictObject(newRoomFields).superRefine((input, context) => {
    checkNewRoom(input, context);
    if (!input.permanent_room && input.starts_at === undefined) {
      const message = 'required with permanent_room false: an event is known by its name and start';
      context.addIssue({ code: 'custom', path: ['starts_at'], message });
    }
  }),
  output: room.schema.extend({
    created: z.boolean().describe('True when the room was made now, false when it was there'),
    warnings,
  }),
  example: {
    input: {
      name: 'Partner briefing',
      room_type: 'webinar',
      permanent_room: false,
      access_type: 1,
      starts_at: '2030-05-14 10:00',
      duration: '1:00',
      timezone: 'Europe/Warsaw',
    },
  },
  async run(input, { call }) {
    const { rooms } = await allRooms(call);
    const there = eventIn(rooms, input);
    const others = (found: Room) => namesakes([...rooms, found], found);
    if (there) {
      const isOff =
        there.status === 'inactive' ? ['The room is inactive: update-conference with status active opens it'] : [];
      const found = warned([...isOff, ...differences(there, input), ...others(there)]);
      return { ...there, created: false, ...found };
    }
    const { made, created, notes } = await makeOnce(call, input);
    return { ...made, created, ...warned([...scheduleWarnings(input, made), ...notes, ...others(made)]) };
  },
});

/** The event among rooms: an active one before an inactive one, the oldest first. */
function eventIn<R extends Room>(rooms: readonly R[], event: Event): R | undefined {
  const same = rooms.filter((candidate) => isSameEvent(candidate, event)).sort((a, b) => a.id - b.id);
  return same.find(({ status }) => status === 'active') ?? same[0];
}

/** Makes the room, and looks again: whether it was made when the answer is lost, and whether somebody else made it meanwhile. */
async function makeOnce(call: Call, input: Event & Readonly<Record<string, unknown>>) {
  try {
    return await settled(call, await makeRoom(call, input), input);
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'outcome_unknown') throw error;
    const { rooms } = await allRooms(call, ['active']);
    const made = eventIn(rooms, input);
    if (!made) throw error;
    return { made, created: true, notes: ['The app failed while it made the room; it is there'] };
  }
}

/** Of rooms that were made at the same time, the oldest is given to everybody. */
async function settled(call: Call, made: Room, event: Event) {
  const { twins, failure } = await twinsOf(call, [made], [event]);
  const [first = made, ...spare] = [made, ...twins].sort((a, b) => a.id - b.id);
  const notes = spare.map(({ id }) => `Room ${id} of the same name and start was made at the same time: delete it`);
  return { made: first, created: first.id === made.id, notes: failure === undefined ? notes : [failure] };
}

function namesakes(rooms: readonly Room[], found: Room): string[] {
  const others = rooms.filter(({ id, name }) => id !== found.id && isSameName(name, found.name));
  if (others.length === 0) return [];
  const shown = others.slice(0, 5).map(({ id, starts_at }) => `${id}${starts_at ? ` (${starts_at})` : ''}`);
  return [`Other rooms have this name too: ${shown.join(', ')}${others.length > 5 ? ' …' : ''}`];
}
