import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { addContactOnce } from '../contacts.ts';
import type { Invitation, Role, Room } from '../entities.ts';
import { Check } from '../http/check.ts';
import { listOf, recordOf } from '../http/fields.ts';
import { invalid } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { sendInvitation } from '../mail/send.ts';
import { roomOf } from '../rooms/find.ts';
import { takeToken } from '../tokens/tokens.ts';
import { languageOf } from './language.ts';

const maxAttendees = 1000;
const invitedRoles = ['listener', 'presenter'] as const;

interface Invitee {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
}

function readInvitees(check: Check, role: Role): Invitee[] {
  const values = listOf(check.value('attendees'));
  if (values.length === 0) check.complain('attendees', 'is required: send attendees[0][email]');
  if (values.length > maxAttendees)
    check.complain('attendees', `has ${values.length} entries, more than ${maxAttendees}`);
  return values.slice(0, maxAttendees).map((value, position) => {
    const record = recordOf(value);
    // Some clients send the plain address.
    const inner = check.within(`attendees[${position}]`, record ?? { email: value });
    return {
      email: inner.email('email', { required: true }) ?? '',
      firstName: inner.filled('firstname', { max: 255 }) ?? '',
      lastName: inner.filled('lastname', { max: 255 }) ?? '',
      role: inner.choice('role', invitedRoles) ?? role,
    };
  });
}

interface Order {
  readonly room: Room;
  readonly invitee: Invitee;
  readonly template: Invitation['template'];
  readonly lang: string;
}

function keepInvitation(world: World, db: Collections, { room, invitee, template, lang }: Order): Invitation {
  const token = room.accessType === 3 ? takeToken(world, db, { room, email: invitee.email }).id : null;
  addContactOnce(world, db, { ...invitee, accountId: room.accountId });
  return db.invitations.insert({
    ...invitee,
    id: world.store.nextId('invitations'),
    roomId: room.id,
    template,
    lang,
    token,
    sentAt: world.clock.now(),
  });
}

async function invite(call: Call) {
  const { world, db } = call;
  const room = roomOf(call);
  const code = call.params['lang'] ?? '';
  const lang = languageOf(code);
  if (lang === undefined)
    throw invalid('lang', `lang must be a language like en or pl, not ${JSON.stringify(code.slice(0, 50))}`);
  const check = new Check(call.fields);
  const role = check.choice('role', invitedRoles) ?? 'listener';
  const template = check.choice('template', ['basic', 'advanced']) ?? 'basic';
  const invitees = readInvitees(check, role);
  check.done();
  // All or nobody: the plan's limit of tokens can be reached in the middle.
  const invitations = world.store.transaction(() =>
    invitees.map((invitee) => keepInvitation(world, db, { room, invitee, template, lang })),
  );
  for (const invitation of invitations) await sendInvitation(world, room, invitation);
  return ok({ status: 'OK' });
}

export const invitationRoutes: readonly Route[] = [
  { method: 'POST', path: '/conferences/:room/invitation/email/:lang', handle: invite },
];
