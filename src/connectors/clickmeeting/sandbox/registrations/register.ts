import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { addContactOnce } from '../contacts.ts';
import type { Registration, Room } from '../entities.ts';
import { Refusal } from '../http/refusal.ts';
import { sendConfirmation } from '../mail/send.ts';
import { takeToken } from '../tokens/tokens.ts';
import type { Answers } from './form.ts';
import { registrationCode } from './links.ts';

export interface Registrant extends Answers, Pick<Registration, 'lang' | 'httpReferer' | 'place'> {}

/** Where those who register on a page are: nothing here looks an address up. */
export const visitorPlace = { country: 'PL', city: 'Gdańsk' } as const;

interface Order {
  readonly room: Room;
  readonly registrant: Registrant;
  /** Whether a confirmation goes to the person, also to one who is registered already. */
  readonly wantsMail: boolean;
}

/**
 * Registers a person for a room, all or nothing; an address that is registered already keeps its registration and link.
 * A room that is full of people takes registrations: a place may be free by then.
 * Errors: Refusal 422 where registration is off, the room is inactive, or the confirmation finds no token to give.
 */
export function register(
  world: World,
  db: Collections,
  { room, registrant, wantsMail }: Order,
): { readonly registration: Registration; readonly isNew: boolean } {
  if (!room.registrationEnabled) throw refusal('REGISTRATION_DISABLED', `Registration is off for room ${room.id}`);
  if (room.status === 'inactive') throw refusal('ROOM_INACTIVE', `Room ${room.id} is inactive, nobody can register`);
  return world.store.transaction(() => {
    const known = db.registrations.first({ where: { roomId: room.id, emailKey: registrant.email.toLowerCase() } });
    const registration = known ?? keep(world, db, { room, registrant });
    if (wantsMail) {
      const token = room.accessType === 3 ? tokenFor(world, db, { room, email: registration.email }) : null;
      sendConfirmation(world, room, { ...registration, lang: registrant.lang, token });
    }
    return { registration, isNew: known === undefined };
  });
}

function keep(world: World, db: Collections, { room, registrant }: Pick<Order, 'room' | 'registrant'>): Registration {
  const id = world.store.nextId('registrations', 50_001);
  const visitorId = world.store.nextId('registration_visitors', 700_001);
  addContactOnce(world, db, { ...registrant, accountId: room.accountId });
  return db.registrations.insert({
    ...registrant,
    id,
    roomId: room.id,
    visitorId,
    emailKey: registrant.email.toLowerCase(),
    r: registrationCode({ id, visitorId, ...registrant }),
    registeredAt: world.clock.now(),
    confirmedAt: null,
    sessionId: null,
  });
}

/** The door of a token room asks for one, so a confirmation without it would be of no use. */
function tokenFor(world: World, db: Collections, order: { readonly room: Room; readonly email: string }): string {
  try {
    return takeToken(world, db, order).id;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw refusal('ROOM_FULL', error.message);
  }
}

function refusal(constant: string, message: string): Refusal {
  return new Refusal(422, constant, [{ name: 'room_id', message }]);
}
