import { unwrap } from '../answers.ts';
import type { Call } from '../calls.ts';
import { roomForm } from '../room-form.ts';
import { type Room, room } from '../schemas/room.ts';

/** Makes a room. Errors: the app's refusal; `outcome_unknown` when it may have been made. */
export async function makeRoom(call: Call, fields: Readonly<Record<string, unknown>>): Promise<Room> {
  const { body } = await call({ method: 'POST', path: '/conferences', body: roomForm(fields) });
  return room.from(unwrap(body, 'room', 'conference'));
}
