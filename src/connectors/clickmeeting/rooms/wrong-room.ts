import type { Failure } from '../../../kernel/connector.ts';
import { intOf, recordOf } from '../../../kernel/shape.ts';
import type { Call } from '../calls.ts';
import type { Room } from '../schemas/room.ts';
import { allRooms } from './all-rooms.ts';

// A look at the account, not a search through all of it.
const pagesRead = 4;

/** Why the app does not know a room: most often its pin, from its address, was taken for its id. Undefined when the room is there. */
export async function adviceOnRoom({ status, input }: Failure, call: Call): Promise<string | undefined> {
  const wanted = intOf(recordOf(input)?.['room_id']);
  if (status !== 404 || wanted === undefined) return undefined;
  const { rooms } = await allRooms(call, ['active', 'inactive'], pagesRead);
  if (rooms.some(({ id }) => id === wanted)) return undefined;
  const pinned = rooms.find((room) =>
    [room.room_pin, room.phone_listener_pin, room.phone_presenter_pin].includes(wanted),
  );
  if (pinned) {
    const kind = pinned.room_pin === wanted ? 'the room_pin' : 'a phone pin';
    return `${wanted} is ${kind} of ${shown(pinned)}, not its id: use room_id ${pinned.id}`;
  }
  const some = rooms.slice(0, 5).map(shown).join(', ');
  const known =
    rooms.length === 0 ? 'The account has no rooms' : `Rooms there are: ${some}${rooms.length > 5 ? ' …' : ''}`;
  return `${known}. find-conferences finds a room by name, address or pin; a sub-account's rooms answer to its own API key only, and deleted rooms are gone`;
}

function shown({ id, name }: Room): string {
  return `"${name.slice(0, 60)}" (room_id ${id})`;
}
