import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { account } from '../account.ts';
import type { Room, Visit } from '../entities.ts';
import { sendConfirmation } from '../mail/send.ts';
import { confirmRegistration, registrationUrl } from '../registrations/links.ts';
import { register } from '../registrations/register.ts';
import { roomByPin, roomBySlug } from '../rooms/find.ts';
import { leave, peopleInside, type Stage, say } from '../visits.ts';
import {
  type Claim,
  claimOfAutologin,
  claimOfRegistration,
  claimOfToken,
  currentVisit,
  refusalTexts,
  tryEntry,
  type Visitor,
} from './entry.ts';
import { complaintOf, readForm, readRating } from './form.ts';
import {
  doorPage,
  type FormState,
  insidePage,
  leftPage,
  lobbyPage,
  refusalPage,
  registeredPage,
  registrationPage,
} from './views.ts';

type Env = { Bindings: { remoteAddress?: string } };

/** One request to a room's page. */
interface Door {
  readonly context: Context<Env>;
  readonly stage: Stage;
  readonly room: Room;
  readonly visitor: Visitor;
}

const cookieName = 'cm_visitor';
const noRoom = () => refusalPage(account.owner.name, 'No such room', 'There is no room at this address.');

/** The pages of all rooms: `/name_url`, `/room_pin` and `/name_url/TOKEN`. */
export function roomPages(stage: Stage): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/:room', (context) => withDoor(context, stage, open));
  app.get('/:room/:token', (context) => withDoor(context, stage, open));
  app.post('/:room', (context) => withDoor(context, stage, act));
  app.notFound((context) => context.html(noRoom(), 404));
  return app;
}

type Handler = (door: Door) => Response | Promise<Response>;

async function withDoor(context: Context<Env>, stage: Stage, handle: Handler): Promise<Response> {
  const name = context.req.param('room') ?? '';
  const pin = /^\d{1,9}$/.test(name) ? roomByPin(stage.db, Number(name)) : undefined;
  const room = roomBySlug(stage.db, name) ?? pin;
  if (room === undefined) return context.html(noRoom(), 404);
  // A look at the headers, as link checkers take, must not make anybody enter.
  if (context.req.method === 'HEAD') return context.body(null);
  return handle({ context, stage, room, visitor: visitorOf(context, stage) });
}

function visitorOf(context: Context<Env>, { world }: Stage): Visitor {
  const known = getCookie(context, cookieName);
  const key = known !== undefined && /^[0-9a-f]{32}$/.test(known) ? known : world.random.hex(32);
  if (key !== known) setCookie(context, cookieName, key, { httpOnly: true, sameSite: 'Lax', path: '/' });
  const device = (context.req.header('user-agent') ?? 'unknown').slice(0, 500);
  return { key, device, userIp: context.env?.remoteAddress ?? '127.0.0.1' };
}

function open(door: Door): Response | Promise<Response> {
  const { context, stage, room, visitor } = door;
  const { l, r, left } = context.req.query();
  const token = context.req.param('token');
  const current = currentVisit(stage, room, visitor.key);
  if (left !== undefined && current === undefined) return context.html(leftPage(room));
  if (room.status === 'inactive') {
    return context.html(
      refusalPage(room.name, 'Ended', 'This event is over or the room is closed. Nobody can enter.'),
      403,
    );
  }
  if (l !== undefined) return enterByLink(door, claimOfAutologin(stage, room, l), 'This login link is not valid here.');
  if (token !== undefined) return enterByLink(door, claimOfToken(stage, room, token), refusalTexts['wrong-token']);
  if (r !== undefined) return enterRegistered(door, r);
  if (current !== undefined) return showPlace(door, current);
  return showDoor(door, {}, 200);
}

function enterByLink(door: Door, claim: Claim | undefined, invalid: string): Response | Promise<Response> {
  if (claim !== undefined) return enterAs(door, claim);
  return door.context.html(refusalPage(door.room.name, 'No entry', invalid), 403);
}

function enterRegistered(door: Door, r: string): Response | Promise<Response> {
  const { stage, room } = door;
  const claim = claimOfRegistration(stage, room, r);
  if (claim?.registration !== undefined) {
    confirmRegistration(stage.db, claim.registration, stage.world.clock.now());
  }
  return enterByLink(door, claim, 'This registration link is not valid here.');
}

function enterAs(door: Door, claim: Claim, form: FormState = {}): Response | Promise<Response> {
  const { context, stage, room, visitor } = door;
  const entry = tryEntry(stage, room, { claim, visitor });
  if (entry.kind === 'visit') return showPlace(door, entry.visit);
  const { reason } = entry;
  const text = refusalTexts[reason];
  if (reason === 'full') return context.html(refusalPage(room.name, 'Full', text), 403);
  if (reason === 'token-in-use') return context.html(refusalPage(room.name, 'Token in use', text), 409);
  const isMissing = reason === 'password-needed' || reason === 'token-needed';
  const known = { nickname: claim.nickname, email: claim.email, r: claim.registration?.r };
  const state = { ...known, ...form, ...(isMissing ? {} : { error: text }) };
  return context.html(doorPage(room, state), isMissing ? 200 : 403);
}

function showDoor({ context, room }: Door, form: FormState, status: 200 | 422): Response | Promise<Response> {
  const isForRegistered = room.registrationEnabled && (form.r ?? '') === '';
  return context.html(isForRegistered ? registrationPage(room, form) : doorPage(room, form), status);
}

function showPlace({ context, stage, room }: Door, visit: Visit): Response | Promise<Response> {
  const { db, world } = stage;
  const seen = db.visits.update(visit.id, { lastSeenAt: world.clock.now() });
  if (seen.state === 'lobby') return context.html(lobbyPage(room, seen));
  const chat = db.chatMessages.find({ where: { sessionId: seen.sessionId }, orderBy: '-id', limit: 50 }).reverse();
  return context.html(insidePage({ room, visit: seen, people: peopleInside(stage, room.id), chat }));
}

async function act(door: Door): Promise<Response> {
  const { context, room } = door;
  const form = await readForm(context.req.raw);
  if (form === undefined) return context.html(refusalPage(room.name, 'Unreadable', 'The form cannot be read.'), 400);
  switch (form.get('action')) {
    case 'enter':
      return enterByForm(door, form);
    case 'register':
      return registerByForm(door, form);
    case 'chat':
      return speak(door, form);
    case 'leave':
      return goAway(door, form);
    default:
      return context.html(refusalPage(room.name, 'Unreadable', 'action must be enter, register, chat or leave.'), 400);
  }
}

type Form = ReadonlyMap<string, string>;

async function enterByForm(door: Door, form: Form): Promise<Response> {
  const { stage, room } = door;
  const [nickname, email, r] = ['nickname', 'email', 'r'].map((name) => form.get(name) ?? '');
  const state: FormState = { nickname, email, r, token: form.get('token') };
  const error = complaintOf(form, (check) => {
    check.filled('nickname', { max: 100, required: true });
    check.email('email', { required: true });
  });
  if (room.status === 'inactive') return open(door);
  if (error !== undefined) return showDoor(door, { ...state, error }, 422);
  const registration = r === '' ? undefined : claimOfRegistration(stage, room, r ?? '')?.registration;
  if (room.registrationEnabled && registration === undefined) {
    return showDoor(
      door,
      { ...state, r: '', error: 'Register first, or enter with the link of your registration.' },
      422,
    );
  }
  const secret = form.get(room.accessType === 2 ? 'password' : 'token') ?? '';
  const claim: Claim = { nickname: nickname ?? '', email: email ?? '', role: 'listener', secret, registration };
  return enterAs(door, claim, { ...state, r });
}

async function registerByForm(door: Door, form: Form): Promise<Response> {
  const { context, stage, room } = door;
  const [firstName = '', lastName = '', email = ''] = ['first_name', 'last_name', 'email'].map((name) =>
    form.get(name),
  );
  const error = complaintOf(form, (check) => {
    if (check.filled('first_name', { max: 100, required: true })?.includes('||'))
      check.complain('first_name', 'must not contain ||');
    check.filled('last_name', { max: 100, required: true });
    check.email('email', { required: true });
  });
  if (!room.registrationEnabled || room.status === 'inactive') return open(door);
  if (error !== undefined)
    return context.html(registrationPage(room, { nickname: firstName, lastName, email, error }), 422);
  const referer = context.req.header('referer')?.slice(0, 2000) ?? null;
  const registrant = { firstName, lastName, email, extraFields: {}, lang: 'en', httpReferer: referer, place: null };
  const { registration, isNew } = register(stage.world, stage.db, { room, registrant });
  // Whoever knows an address must not get the link of its owner: that one goes by mail.
  await sendConfirmation(stage.world, room, registration);
  return context.html(registeredPage(room, isNew ? registrationUrl(stage.world, room, registration.r) : undefined));
}

function speak({ context, stage, room, visitor }: Door, form: Form): Response {
  const visit = currentVisit(stage, room, visitor.key);
  const text = (form.get('text') ?? '').slice(0, 2000);
  if (visit !== undefined && text !== '') say(stage, visit, text, stage.world.clock.now());
  return context.redirect(`/${room.nameUrl}`, 303);
}

function goAway({ context, stage, room, visitor }: Door, form: Form): Response {
  const visit = currentVisit(stage, room, visitor.key);
  if (visit !== undefined) leave(stage, visit.id, stage.world.clock.now(), readRating(form));
  return context.redirect(`/${room.nameUrl}?left=1`, 303);
}
