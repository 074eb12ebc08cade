import type { World } from '../../../../sandbox/definition.ts';
import { scramble } from '../autologin.ts';
import type { Collections } from '../collections.ts';
import { isoIn } from '../dates.ts';
import type { Registration, Room } from '../entities.ts';

/** The opaque value of a registration's link. */
export function registrationCode(facts: Pick<Registration, 'id' | 'visitorId' | 'firstName' | 'email'>): string {
  return scramble([facts.visitorId, facts.firstName, facts.email, facts.id].join('||'));
}

/** The link that confirms a registration and leads into the room. */
export function registrationUrl(world: World, room: Pick<Room, 'roomPin'>, r: string): string {
  return `${world.origin}/${room.roomPin}?r=${r}`;
}

/** The registration that a link's `r` belongs to. */
export function registrationByLink(db: Collections, r: string): Registration | undefined {
  return db.registrations.first({ where: { r } });
}

/** Opening the link confirms the registration; the first time counts. */
export function confirmRegistration(db: Collections, registration: Registration, nowMs: number): Registration {
  if (registration.confirmedAt !== null) return registration;
  return db.registrations.update(registration.id, { confirmedAt: nowMs });
}

/** A registration as lists show it. */
export function registrationView(world: World, room: Room, registration: Registration) {
  const { confirmedAt } = registration;
  return {
    id: registration.id,
    visitor_nickname: registration.firstName,
    email: registration.email,
    registration_date: isoIn(registration.registeredAt, room.timezone),
    // The service sends the text "null", not a JSON null.
    registration_confirmed: confirmedAt === null ? 'null' : isoIn(confirmedAt, room.timezone),
    session_id: registration.sessionId,
    fields: {
      'First Name': registration.firstName,
      'Last Name': registration.lastName,
      'Email Address': registration.email,
      ...registration.extraFields,
    },
    url: registrationUrl(world, room, registration.r),
    r: registration.r,
    http_referer: registration.httpReferer,
    geo: registration.place ?? { country: null, city: null },
  };
}
