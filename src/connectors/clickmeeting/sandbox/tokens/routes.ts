import type { Room, Token } from '../entities.ts';
import { Check } from '../http/check.ts';
import { type FieldValue, listOf, textOf } from '../http/fields.ts';
import { invalid, notFound } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { maxTokensPerRoom } from '../plan.ts';
import { roomOf } from '../rooms/find.ts';
import { dismiss, visitWithToken } from '../visits.ts';
import { makeTokens, shownEmail, tokenOfRoom, tokensLeft, tokensOfRoom, tokenView } from './tokens.ts';

const maxPerRequest = 1000;

function generate(call: Call) {
  const room = roomOf(call);
  const check = new Check(call.fields);
  const count = check.integer('how_many', { min: 1, max: maxPerRequest, required: true });
  if (room.accessType !== 3)
    check.complain('how_many', `cannot be set for room ${room.id}: its access_type is ${room.accessType}, not 3`);
  const left = tokensLeft(call.world, call.db, room);
  if (room.accessType === 3 && count !== undefined && count > left) {
    check.complain(
      'how_many',
      `${count} is more than the ${left} tokens left of the room's ${maxTokensPerRoom(call.world)}`,
    );
  }
  check.done();
  const tokens = call.world.store.transaction(() => makeTokens(call.world, call.db, { room, count: count ?? 0 }));
  return ok({ access_tokens: viewsOf(call, room, tokens) });
}

function tokensOfAddress(call: Call) {
  const room = roomOf(call);
  const check = new Check(call.fields);
  const email = check.email('email', { required: true });
  check.done();
  const where = { roomId: room.id, sentToKey: email?.toLowerCase() ?? '' };
  const now = call.world.clock.now();
  const tokens = call.db.tokens.find({ where, orderBy: 'serial' });
  return ok(tokens.filter((token) => shownEmail(token, now) !== null).map(({ id }) => id));
}

function list(call: Call) {
  const room = roomOf(call);
  return ok({ access_tokens: viewsOf(call, room, tokensOfRoom(call.db, room)) });
}

function viewsOf(call: Call, room: Room, tokens: readonly Token[]) {
  const nowMs = call.world.clock.now();
  return tokens.map((token) => tokenView(token, { room, nowMs }));
}

/** A missing list would mean "all", so it is refused. */
function deactivate(call: Call) {
  const room = roomOf(call);
  const values = listOf(call.fields['tokens']);
  if (values.length === 0) throw invalid('tokens', 'tokens is required: send the tokens to deactivate as tokens[]');
  const wanted = values.map((value: FieldValue, position) => {
    const text = textOf(value);
    if (text === undefined) throw invalid(`tokens[${position}]`, `tokens[${position}] must be a token as text`);
    return text;
  });
  const found = wanted.map((text) => {
    const token = tokenOfRoom(call.db, room, text);
    if (token === undefined) throw notFound('tokens', `Room ${room.id} has no token ${text.slice(0, 50)}`);
    return token;
  });
  call.world.store.transaction(() => {
    for (const token of found) {
      const holder = visitWithToken(call, token.id);
      // Who is inside with it has no right to be there any more.
      if (holder !== undefined) dismiss(call, holder.id, { at: call.world.clock.now(), because: 'removed' });
      call.db.tokens.delete(token.id);
    }
  });
  return ok({ status: 'OK' });
}

export const tokenRoutes: readonly Route[] = [
  { method: 'POST', path: '/conferences/:room/tokens', handle: generate },
  { method: 'GET', path: '/conferences/:room/tokens', handle: list },
  { method: 'DELETE', path: '/conferences/:room/tokens', handle: deactivate },
  { method: 'POST', path: '/conferences/:room/token', handle: tokensOfAddress },
];
