import { isPorinError } from '../../../kernel/errors.ts';
import type { Call } from '../calls.ts';
import type { Room } from '../schemas/room.ts';
import { allRooms } from './all-rooms.ts';
import { type Event, isSameEvent } from './same-event.ts';

/** Rooms of the same events as rooms that were just made, oldest first; or why nobody could look. */
export type Twins =
  | { readonly twins: readonly Room[]; readonly failure: undefined }
  | { readonly twins: readonly []; readonly failure: string };

/** Looks whether somebody else made the same events at the same time. The rooms are made: a failure to look does not take that back. */
export async function twinsOf(call: Call, made: readonly Room[], events: readonly Event[]): Promise<Twins> {
  const own = new Set(made.map(({ id }) => id));
  try {
    const { rooms } = await allRooms(call, ['active']);
    const isTwin = (room: Room) => !own.has(room.id) && events.some((event) => isSameEvent(room, event));
    return { twins: rooms.filter(isTwin).sort((a, b) => a.id - b.id), failure: undefined };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    const failure = `Whether somebody else made the same at the same time is not known: ${error.message}`;
    return { twins: [], failure };
  }
}
