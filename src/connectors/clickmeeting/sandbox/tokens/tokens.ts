import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { isoIn } from '../dates.ts';
import type { Room, Token } from '../entities.ts';
import { invalid } from '../http/refusal.ts';
import { optionsOf } from '../options.ts';
import { maxTokensPerRoom } from '../plan.ts';

/** The characters seen in recorded tokens: none that looks like another. */
const tokenAlphabet = '346789ACDEFGHKMNPQRWXY';

const tokenLength = 6;

/** How many more tokens the room can get. */
export function tokensLeft(world: World, db: Collections, room: Room): number {
  return Math.max(0, maxTokensPerRoom(world) - db.tokens.count({ roomId: room.id }));
}

function freeToken(world: World, db: Collections): string {
  for (;;) {
    const token = world.random.text(tokenAlphabet, tokenLength);
    if (db.tokens.get(token) === undefined) return token;
  }
}

/** Makes tokens for a room; the caller has checked the limit. */
export function makeTokens(
  world: World,
  db: Collections,
  order: { readonly room: Room; readonly count: number },
): Token[] {
  return Array.from({ length: order.count }, () => makeToken(world, db, order.room));
}

function makeToken(world: World, db: Collections, room: Room): Token {
  return db.tokens.insert({
    id: freeToken(world, db),
    roomId: room.id,
    serial: world.store.nextId('tokens'),
    sentToEmail: null,
    sentToKey: null,
    sentShownFrom: null,
    firstUseAt: null,
    createdAt: world.clock.now(),
  });
}

/** A room's tokens in the order of their making. */
export function tokensOfRoom(db: Collections, room: Room): Token[] {
  return db.tokens.find({ where: { roomId: room.id }, orderBy: 'serial' });
}

/** The room's token with this text; tokens are read without regard to letter case. */
export function tokenOfRoom(db: Collections, room: Room, text: string): Token | undefined {
  const token = db.tokens.get(text.toUpperCase());
  return token?.roomId === room.id ? token : undefined;
}

/**
 * The token that goes to an address with an invitation: the one it has, a free one, or a new one.
 * Errors: Refusal 422 when the room has no free token and may get no more.
 */
export function takeToken(
  world: World,
  db: Collections,
  order: { readonly room: Room; readonly email: string },
): Token {
  const { room, email } = order;
  const roomId = room.id;
  const sentToKey = email.toLowerCase();
  const held = db.tokens.first({ where: { roomId, sentToKey }, orderBy: 'serial' });
  if (held !== undefined) return held;
  const unused = db.tokens.first({ where: { roomId, sentToKey: null, firstUseAt: null }, orderBy: 'serial' });
  if (unused === undefined && tokensLeft(world, db, room) === 0) {
    const message = `Room ${roomId} has no free token and already has ${maxTokensPerRoom(world)}, the plan's limit`;
    throw invalid('attendees', message);
  }
  const token = unused ?? makeToken(world, db, room);
  const sentShownFrom = world.clock.now() + optionsOf(world).tokenDelayMs;
  return db.tokens.update(token.id, { sentToEmail: email, sentToKey, sentShownFrom });
}

/** Whom the token was sent to, as far as the API shows it yet. */
export function shownEmail(token: Token, nowMs: number): string | null {
  return token.sentShownFrom !== null && token.sentShownFrom <= nowMs ? token.sentToEmail : null;
}

/** A token as lists show it. */
export function tokenView(token: Token, { room, nowMs }: { readonly room: Room; readonly nowMs: number }) {
  return {
    token: token.id,
    sent_to_email: shownEmail(token, nowMs),
    first_use_date: token.firstUseAt === null ? null : isoIn(token.firstUseAt, room.timezone),
  };
}
