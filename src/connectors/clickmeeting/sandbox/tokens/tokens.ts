import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { isoIn } from '../dates.ts';
import type { Room, Token } from '../entities.ts';
import { invalid } from '../http/refusal.ts';
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
  const createdAt = world.clock.now();
  return Array.from({ length: order.count }, () =>
    db.tokens.insert({
      id: freeToken(world, db),
      roomId: order.room.id,
      serial: world.store.nextId('tokens'),
      sentToEmail: null,
      firstUseAt: null,
      createdAt,
    }),
  );
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
  const tokens = tokensOfRoom(db, order.room);
  const email = order.email.toLowerCase();
  const held = tokens.find((token) => token.sentToEmail?.toLowerCase() === email);
  if (held !== undefined) return held;
  const unused = tokens.find((token) => token.sentToEmail === null && token.firstUseAt === null);
  if (unused === undefined && tokens.length >= maxTokensPerRoom(world)) {
    throw invalid(
      'attendees',
      `Room ${order.room.id} has no free token and already has ${tokens.length}, the plan's limit`,
    );
  }
  const token = unused ?? makeTokens(world, db, { room: order.room, count: 1 })[0];
  if (token === undefined) throw invalid('attendees', `Room ${order.room.id} has no free token`);
  return db.tokens.update(token.id, { sentToEmail: order.email });
}

/** A token as lists show it. */
export function tokenView(token: Token, room: Room) {
  return {
    token: token.id,
    sent_to_email: token.sentToEmail,
    first_use_date: token.firstUseAt === null ? null : isoIn(token.firstUseAt, room.timezone),
  };
}
