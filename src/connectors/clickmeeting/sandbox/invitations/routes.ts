import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { addContactOnce } from '../contacts.ts';
import type { Invitation, Room } from '../entities.ts';
import { Check } from '../http/check.ts';
import { invalid } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { mailLanguageOf } from '../mail/languages.ts';
import { sendInvitations } from '../mail/send.ts';
import { roomOf } from '../rooms/find.ts';
import { takeToken } from '../tokens/tokens.ts';
import { type Invitee, readInvitees } from './read.ts';

interface Order {
  readonly room: Room;
  readonly invitee: Invitee;
  readonly lang: string;
}

function keepInvitation(world: World, db: Collections, { room, invitee, lang }: Order): Invitation {
  const token = room.accessType === 3 ? takeToken(world, db, { room, email: invitee.email }).id : null;
  addContactOnce(world, db, { ...invitee, accountId: room.accountId });
  return db.invitations.insert({
    ...invitee,
    id: world.store.nextId('invitations'),
    roomId: room.id,
    lang,
    token,
    sentAt: world.clock.now(),
  });
}

function invite(call: Call) {
  const { world, db } = call;
  const room = roomOf(call);
  const code = call.params['lang'] ?? '';
  const lang = mailLanguageOf(code)?.code;
  if (lang === undefined)
    throw invalid('lang', `lang must be a language like en or pl, not ${JSON.stringify(code.slice(0, 50))}`);
  const check = new Check(call.fields);
  const invitees = readInvitees(check);
  check.done();
  // All or nobody: the plan's limit of tokens can be reached in the middle.
  world.store.transaction(() => {
    const invitations = invitees.map((invitee) => keepInvitation(world, db, { room, invitee, lang }));
    sendInvitations(world, room, invitations);
  });
  return ok({ status: 'OK' });
}

export const invitationRoutes: readonly Route[] = [
  { method: 'POST', path: '/conferences/:room/invitation/email/:lang', handle: invite },
];
