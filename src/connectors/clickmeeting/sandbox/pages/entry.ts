import { readAutologin } from '../autologin.ts';
import type { Registration, Role, Room, Token, Visit } from '../entities.ts';
import { registrationByLink } from '../registrations/links.ts';
import { tokenOfRoom } from '../tokens/tokens.ts';
import { arrive, dismiss, isFull, isKeptOut, isLeading, type Stage, visitUnderWay, visitWithToken } from '../visits.ts';

/** A browser in front of a room. */
export interface Visitor {
  /** Value of its cookie, or what stands for it in the addresses of an embedded page. */
  readonly key: string;
  /** The key of a visit that begins now: a new one where somebody else may have made up the address with the key in it. */
  readonly nextKey: string;
  readonly device: string;
  readonly userIp: string;
}

/** Who somebody says to be, and with what proof. */
export interface Claim {
  readonly nickname: string;
  readonly email: string;
  readonly role: Role;
  /** Password or token, as the room demands; empty when none was given. */
  readonly secret: string;
  readonly registration?: Registration | undefined;
}

export type RefusalReason =
  | 'full'
  | 'password-needed'
  | 'wrong-password'
  | 'token-needed'
  | 'wrong-token'
  | 'token-in-use'
  | 'removed';

export type Entry =
  | { readonly kind: 'visit'; readonly visit: Visit }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/** The last visit of this browser that is over. */
export function lastVisit({ db }: Stage, room: Room, key: string): Visit | undefined {
  return db.visits.first({ where: { visitorKey: key, roomId: room.id, state: 'left' }, orderBy: '-id' });
}

/** Who comes with the link `?l=`; undefined when the value is none of this room. */
export function claimOfAutologin({ db }: Stage, room: Room, value: string): Claim | undefined {
  const facts = readAutologin(db, value);
  if (facts === undefined || facts.room.id !== room.id) return undefined;
  const { nickname, email, role, secret } = facts;
  return { nickname, email, role, secret };
}

/** Who comes with the link `/TOKEN`: the person whom the token was sent to, or a guest. */
export function claimOfToken({ db }: Stage, room: Room, text: string): Claim | undefined {
  const token = room.accessType === 3 ? tokenOfRoom(db, room, text) : undefined;
  if (token === undefined) return undefined;
  const email = token.sentToEmail ?? '';
  return { nickname: email.split('@')[0] || 'Guest', email, role: 'listener', secret: token.id };
}

/** Who comes with the link `?r=`. */
export function claimOfRegistration({ db }: Stage, room: Room, r: string): Claim | undefined {
  const registration = registrationByLink(db, r);
  if (registration === undefined || registration.roomId !== room.id) return undefined;
  const nickname = `${registration.firstName} ${registration.lastName}`.trim();
  return { nickname, email: registration.email, role: 'listener', secret: '', registration };
}

/** Lets somebody in, or says why not. The same person in the same browser goes on with the visit under way. */
export function tryEntry(stage: Stage, room: Room, { claim, visitor }: { claim: Claim; visitor: Visitor }): Entry {
  const token = room.accessType === 3 ? tokenOfRoom(stage.db, room, claim.secret) : undefined;
  const reason = refusalOf(stage, room, { claim, visitor, token });
  if (reason !== undefined) return { kind: 'refused', reason };
  const now = stage.world.clock.now();
  const current = visitUnderWay(stage, room.id, visitor.key);
  if (current !== undefined && isSamePerson(current, claim)) return { kind: 'visit', visit: current };
  if (current !== undefined) dismiss(stage, current.id, { at: now, because: 'elsewhere' });
  if (!isLeading(claim.role) && isFull(stage, room)) return { kind: 'refused', reason: 'full' };
  const visit = arrive(
    stage,
    room,
    {
      role: claim.role,
      nickname: claim.nickname,
      email: claim.email,
      device: visitor.device,
      userIp: visitor.userIp,
      visitorKey: visitor.nextKey,
      token: token?.id ?? null,
      registrationId: claim.registration?.id ?? null,
      // The page has a button for it.
      starts: false,
    },
    now,
  );
  return { kind: 'visit', visit };
}

function isSamePerson(visit: Visit, claim: Claim): boolean {
  return visit.email === claim.email && visit.nickname === claim.nickname && visit.cameAs === claim.role;
}

function refusalOf(
  stage: Stage,
  room: Room,
  { claim, visitor, token }: { claim: Claim; visitor: Visitor; token: Token | undefined },
): RefusalReason | undefined {
  // Nobody removes the host, who may use a browser of somebody removed.
  if (claim.role === 'host') return undefined;
  const person = { visitorKey: visitor.key, token: token?.id ?? null, registrationId: claim.registration?.id ?? null };
  if (isKeptOut(stage, room, person)) return 'removed';
  if (isLeading(claim.role) || room.accessType === 1) return undefined;
  if (room.accessType === 2) {
    if (claim.secret === '') return 'password-needed';
    return claim.secret === room.password ? undefined : 'wrong-password';
  }
  if (claim.secret === '') return 'token-needed';
  if (token === undefined) return 'wrong-token';
  const holder = visitWithToken(stage, token.id);
  return holder === undefined || holder.visitorKey === visitor.key ? undefined : 'token-in-use';
}
