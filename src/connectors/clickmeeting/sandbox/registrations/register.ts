import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { addContactOnce } from '../contacts.ts';
import type { Registration, Room } from '../entities.ts';
import type { Answers } from './form.ts';
import { registrationCode } from './links.ts';

export interface Registrant extends Answers, Pick<Registration, 'lang' | 'httpReferer' | 'place'> {}

/** Registers a person for a room; an address that is registered already keeps its registration and link. */
export function register(
  world: World,
  db: Collections,
  order: { readonly room: Room; readonly registrant: Registrant },
): { readonly registration: Registration; readonly isNew: boolean } {
  const { room, registrant } = order;
  const emailKey = registrant.email.toLowerCase();
  const known = db.registrations.first({ where: { roomId: room.id, emailKey } });
  if (known !== undefined) return { registration: known, isNew: false };
  const id = world.store.nextId('registrations', 50_001);
  const visitorId = world.store.nextId('registration_visitors', 700_001);
  const registration = db.registrations.insert({
    ...registrant,
    id,
    roomId: room.id,
    visitorId,
    emailKey,
    r: registrationCode({ id, visitorId, ...registrant }),
    registeredAt: world.clock.now(),
    confirmedAt: null,
    sessionId: null,
  });
  addContactOnce(world, db, { ...registrant, accountId: room.accountId });
  return { registration, isNew: true };
}
