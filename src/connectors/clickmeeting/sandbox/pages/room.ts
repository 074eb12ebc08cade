import { type Context, Hono } from 'hono';
import { leaveReasons, type Visit } from '../entities.ts';
import { may } from '../live/powers.ts';
import { confirmRegistration } from '../registrations/links.ts';
import { roomByPin, roomBySlug } from '../rooms/find.ts';
import { roomByEmbedCode } from '../rooms/view.ts';
import { isKeptOut, openSessionOf, peopleInside, type Stage, visitUnderWay } from '../visits.ts';
import { type Door, doorOf, type Env, frameOf } from './door.ts';
import { doorPage, type FormState, refusalPage, registrationPage } from './door-views.ts';
import {
  type Claim,
  claimOfAutologin,
  claimOfRegistration,
  claimOfToken,
  lastVisit,
  type RefusalReason,
  tryEntry,
} from './entry.ts';
import { byePage, insidePage, lobbyPage } from './place-views.ts';

/** Answers a page's form. */
export type Act = (door: Door) => Response | Promise<Response>;

/** The pages of all rooms: `/name_url`, `/room_pin`, `/name_url/TOKEN`, and the page that other sites embed. */
export function roomPages(stage: Stage, act: Act): Hono<Env> {
  const app = new Hono<Env>();
  const embedded = (handle: Act) => (context: Context<Env>) => {
    const room = roomByEmbedCode(stage.db, context.req.query('r') ?? '');
    if (room !== undefined) return answer(doorOf(context, stage, room), handle);
    return notFound(context, (texts) => texts.noEmbed);
  };
  const named = (handle: Act) => (context: Context<Env>) => {
    const name = context.req.param('room') ?? '';
    const pin = /^\d{1,9}$/.test(name) ? roomByPin(stage.db, Number(name)) : undefined;
    const room = roomBySlug(stage.db, name) ?? pin;
    if (room !== undefined) return answer(doorOf(context, stage, room), handle);
    return notFound(context, (texts) => texts.noRoom);
  };
  app.get('/embed_conference.html', embedded(open));
  app.post('/embed_conference.html', embedded(act));
  app.get('/:room', named(open));
  app.get('/:room/:token', named(open));
  app.post('/:room', named(act));
  // Not `notFound`: an app that is mounted in another keeps none of its own.
  app.all('*', (context) => notFound(context, (texts) => texts.noRoom));
  return app;
}

function notFound(context: Context, choose: (texts: Door['words']['refusal']) => string): Response | Promise<Response> {
  const frame = frameOf(context);
  const { states, refusal } = frame.words;
  return context.html(refusalPage(frame, { title: 'ClickMeeting', state: states.noRoom, text: choose(refusal) }), 404);
}

// A look at the headers, as link checkers take, must not make anybody enter.
function answer(door: Door, handle: Act): Response | Promise<Response> {
  return door.context.req.method === 'HEAD' ? door.context.body(null) : handle(door);
}

/** The page that fits where the visitor is. */
export function open(door: Door): Response | Promise<Response> {
  const { context, stage, room, visitor, words } = door;
  const { l, r, bye } = context.req.query();
  const token = context.req.param('token');
  const current = visitUnderWay(stage, room.id, visitor.key);
  if (bye !== undefined) {
    const page = farewell(door, { asked: bye, current });
    if (page !== undefined) return page;
  }
  if (room.status === 'inactive') {
    return refuse(door, { state: words.states.ended, text: words.refusal.ended, status: 403 });
  }
  const { refusal } = words;
  if (l !== undefined) return enterByLink(door, claimOfAutologin(stage, room, l), refusal.link);
  if (token !== undefined) return enterByLink(door, claimOfToken(stage, room, token), refusal['wrong-token']);
  // In the embed page's address it is the room.
  if (r !== undefined && context.req.param('room') !== undefined) return enterRegistered(door, r);
  if (current !== undefined) return showPlace(door, current);
  if (isKeptOut(stage, room, { visitorKey: visitor.key, token: null, registrationId: null })) {
    return refuseFor(door, 'removed');
  }
  return showDoor(door, {}, 200);
}

function farewell(
  door: Door,
  { asked, current }: { asked: string; current: Visit | undefined },
): Response | Promise<Response> | undefined {
  const { context, stage, room, visitor } = door;
  // The visit goes on in another window; whoever asks for another page of it is shown where it stands.
  if (current !== undefined) {
    return asked === 'elsewhere' ? context.html(byePage(door, { reason: asked, visit: undefined })) : undefined;
  }
  const visit = lastVisit(stage, room, visitor.key);
  const reason = visit?.leftBecause ?? leaveReasons.find((one) => one === asked);
  return reason === undefined ? undefined : context.html(byePage(door, { reason, visit }));
}

interface Refused {
  readonly state: string;
  readonly text: string;
  readonly status: 400 | 403 | 409 | 429;
  readonly retry?: string;
}

/** A page that says why nobody gets in, under the room's name. */
export function refuse(door: Door, { status, ...facts }: Refused): Response | Promise<Response> {
  return door.context.html(refusalPage(door, { title: door.room.name, ...facts }), status);
}

function refuseFor(door: Door, reason: 'full' | 'token-in-use' | 'removed'): Response | Promise<Response> {
  const { context, words, href } = door;
  const { states, refusal } = words;
  const state = { full: states.full, 'token-in-use': states.inUse, removed: states.removed }[reason];
  // A link is tried again as it was, a form is filled in again.
  const { pathname, search } = new URL(context.req.url);
  const again = context.req.method === 'GET' ? pathname + search : href();
  const retry = reason === 'removed' ? {} : { retry: again };
  return refuse(door, { state, text: refusal[reason], status: reason === 'token-in-use' ? 409 : 403, ...retry });
}

function enterByLink(door: Door, claim: Claim | undefined, invalid: string): Response | Promise<Response> {
  if (claim === undefined) return refuse(door, { state: door.words.states.noEntry, text: invalid, status: 403 });
  const entry = tryEntry(door.stage, door.room, { claim, visitor: door.visitor });
  return entry.kind === 'visit' ? showPlace(door, entry.visit) : showRefusal(door, entry.reason, formOf(claim));
}

function enterRegistered(door: Door, r: string): Response | Promise<Response> {
  const { stage, room } = door;
  const claim = claimOfRegistration(stage, room, r);
  if (claim?.registration !== undefined) {
    confirmRegistration(stage.db, claim.registration, stage.world.clock.now());
  }
  return enterByLink(door, claim, door.words.refusal.registrationLink);
}

function formOf({ nickname, email, registration }: Claim): FormState {
  return { nickname, email, r: registration?.r };
}

/** The door again, with what was wrong, or a page when the form cannot help. */
export function showRefusal(door: Door, reason: RefusalReason, form: FormState): Response | Promise<Response> {
  if (reason === 'full' || reason === 'token-in-use' || reason === 'removed') return refuseFor(door, reason);
  const isMissing = reason === 'password-needed' || reason === 'token-needed';
  const state = isMissing ? form : { ...form, error: door.words.refusal[reason] };
  return door.context.html(doorPage(door, state), isMissing ? 200 : 403);
}

/** The form that the room asks for: to register, or to enter. */
export function showDoor(door: Door, form: FormState, status: 200 | 422): Response | Promise<Response> {
  const isForRegistered = door.room.registrationEnabled && (form.r ?? '') === '';
  return door.context.html(isForRegistered ? registrationPage(door, form) : doorPage(door, form), status);
}

function showPlace(door: Door, visit: Visit): Response | Promise<Response> {
  const { context, stage, room, visitor, href } = door;
  if (visit.visitorKey !== visitor.key) return context.redirect(href({ visitor: visit.visitorKey }), 303);
  const { db, world } = stage;
  const seen = db.visits.update(visit.id, { lastSeenAt: world.clock.now() });
  if (seen.state === 'lobby') return context.html(lobbyPage(door, seen));
  const chat = db.chatMessages.find({ where: { sessionId: seen.sessionId }, orderBy: '-id', limit: 50 }).reverse();
  const canStart = may(seen.role, 'start') && openSessionOf(stage, room.id)?.startedByHostAt === null;
  return context.html(insidePage(door, { canStart, visit: seen, people: peopleInside(stage, room.id), chat }));
}
