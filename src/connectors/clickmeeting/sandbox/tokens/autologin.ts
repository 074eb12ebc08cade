import { makeAutologin } from '../autologin.ts';
import type { Collections } from '../collections.ts';
import { type Room, roles } from '../entities.ts';
import { Check } from '../http/check.ts';
import { ok, type Route } from '../http/route.ts';
import { roomOf } from '../rooms/find.ts';
import { tokenOfRoom } from './tokens.ts';

/** The password or token that the link will carry. It is optional, since the room's page asks for it then; a wrong one is refused. */
function readSecret(check: Check, db: Collections, room: Room): string {
  if (room.accessType === 1) return '';
  const field = room.accessType === 2 ? 'password' : 'token';
  const given = check.filled(field, { max: 255 });
  // The vendor's own examples make a link to a room with tokens without one.
  if (given === undefined) return '';
  if (room.accessType === 2) {
    if (given !== room.password) check.complain('password', 'is not the password of the room');
    return given;
  }
  const token = tokenOfRoom(db, room, given);
  if (token === undefined) check.complain('token', `${JSON.stringify(given.slice(0, 50))} is not a token of the room`);
  return token?.id ?? '';
}

export const autologinRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/conferences/:room/room/autologin_hash',
    handle: (call) => {
      const room = roomOf(call);
      const check = new Check(call.fields);
      const email = check.email('email', { required: true });
      const nickname = check.filled('nickname', { max: 255, required: true });
      const role = check.choice('role', roles, { required: true });
      const secret = readSecret(check, call.db, room);
      check.done();
      const facts = { room, email: email ?? '', nickname: nickname ?? '', secret, role: role ?? 'listener' };
      return ok({ autologin_hash: makeAutologin(facts, call.world.clock.now()) });
    },
  },
];
