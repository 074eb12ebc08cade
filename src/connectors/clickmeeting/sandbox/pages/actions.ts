import { Refusal } from '../http/refusal.ts';
import { limitsOf } from '../live/limits.ts';
import { may } from '../live/powers.ts';
import { formFields, readAnswers } from '../registrations/form.ts';
import { registrationUrl } from '../registrations/links.ts';
import { register, visitorPlace } from '../registrations/register.ts';
import { leave, say, startMeeting, visitUnderWay } from '../visits.ts';
import type { Door } from './door.ts';
import { type FormState, labelOf, nameOf, registeredPage, registrationPage } from './door-views.ts';
import { type Claim, claimOfRegistration, lastVisit, tryEntry } from './entry.ts';
import { complaintsOf, readForm, readRating } from './form.ts';
import { open, refuse, showDoor, showRefusal } from './room.ts';
import { fill } from './words/fill.ts';

type Form = ReadonlyMap<string, string>;

/** Does what a page's form asks for; the forms work without script. */
export async function act(door: Door): Promise<Response> {
  const { context, words } = door;
  const unreadable = (text: string) => refuse(door, { state: words.states.unreadable, text, status: 400 });
  const form = await readForm(context.req.raw);
  if (form === undefined) return unreadable(words.refusal.form);
  switch (form.get('action')) {
    case 'enter':
      return enterByForm(door, form);
    case 'register':
      return registerByForm(door, form);
    case 'chat':
      return speak(door, form);
    case 'start':
      return start(door);
    case 'leave':
      return goAway(door, form);
    case 'rate':
      return rate(door, form);
    default:
      return unreadable(words.refusal.action);
  }
}

async function enterByForm(door: Door, form: Form): Promise<Response> {
  const { context, stage, room, visitor, words, href } = door;
  const [nickname = '', email = '', r = ''] = ['nickname', 'email', 'r'].map((name) => form.get(name));
  const state: FormState = { nickname, email, r, token: form.get('token') };
  if (room.status === 'inactive') return open(door);
  const error = complaintAboutPerson(door, form);
  if (error !== undefined) return showDoor(door, { ...state, error }, 422);
  const registration = r === '' ? undefined : claimOfRegistration(stage, room, r)?.registration;
  if (room.registrationEnabled && registration === undefined) {
    return showDoor(door, { ...state, r: '', error: words.wrong.registerFirst }, 422);
  }
  const secret = form.get(room.accessType === 2 ? 'password' : 'token') ?? '';
  const claim: Claim = { nickname, email, role: 'listener', secret, registration };
  const entry = tryEntry(stage, room, { claim, visitor });
  if (entry.kind === 'refused') return showRefusal(door, entry.reason, state);
  return context.redirect(href(door.isEmbedded ? { visitor: entry.visit.visitorKey } : {}), 303);
}

function complaintAboutPerson({ words }: Door, form: Form): string | undefined {
  const [complaint] = complaintsOf(form, (check) => {
    check.filled('nickname', { max: 100, required: true });
    check.email('email', { required: true });
  });
  // Marks and spaces of no width are no name: in the list of people they would be nobody.
  const isBlank = !/[\p{L}\p{N}\p{P}\p{S}]/u.test(form.get('nickname') ?? '');
  if (complaint === undefined) return isBlank ? words.wrong.nameMissing : undefined;
  if (complaint.name !== 'nickname') return words.wrong.email;
  return isBlank ? words.wrong.nameMissing : words.wrong.nameLong;
}

async function registerByForm(door: Door, form: Form): Promise<Response> {
  const { context, stage, room, lang, words } = door;
  if (!room.registrationEnabled || room.status === 'inactive') return open(door);
  let answers: ReturnType<typeof readAnswers> | undefined;
  const complaints = complaintsOf(form, (check) => {
    answers = readAnswers(check);
  });
  const error = complaints.map(({ name }) => complaintAboutAnswer(door, form, name)).join(' ');
  if (answers === undefined || error !== '') {
    return context.html(registrationPage(door, { error, values: form }), 422);
  }
  const referer = context.req.header('referer')?.slice(0, 2000) ?? null;
  const registrant = { ...answers, lang, httpReferer: referer, place: visitorPlace };
  const done = orRefusal(() => register(stage.world, stage.db, { room, registrant, wantsMail: true }));
  if (done === undefined) return context.html(registrationPage(door, { error: words.refusal.full, values: form }), 422);
  const { registration, isNew } = done;
  // Whoever knows an address must not get the link of its owner: that one goes by mail.
  return context.html(registeredPage(door, isNew ? registrationUrl(stage.world, room, registration.r) : undefined));
}

/** Undefined where the API would refuse: a token room whose tokens are all given away. */
function orRefusal<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function complaintAboutAnswer({ room, words }: Door, form: Form, name: string): string {
  const field = formFields(room.registrationTemplate).find((one) => nameOf(one) === name);
  if (field === undefined) return words.refusal.form;
  const { wrong } = words;
  const label = labelOf(field, words);
  const given = form.get(name) ?? '';
  if (given === '') return fill(wrong.missing, { field: label });
  if ([...given].length > field.maxLength) return fill(wrong.long, { field: label, max: field.maxLength });
  if (field.kind === 'email') return wrong.email;
  return fill(field.kind === 'tel' ? wrong.phone : wrong.bars, { field: label });
}

function speak(door: Door, form: Form): Response | Promise<Response> {
  const { context, stage, room, visitor, words, href } = door;
  const visit = visitUnderWay(stage, room.id, visitor.key);
  const text = (form.get('text') ?? '').slice(0, 2000);
  if (visit === undefined || text === '') return context.redirect(href(), 303);
  if (!limitsOf(stage.world, visit.id).lines.allows()) {
    return refuse(door, { state: words.states.tooFast, text: words.refusal.tooFast, status: 429, retry: href() });
  }
  say(stage, visit, text, stage.world.clock.now());
  return context.redirect(href(), 303);
}

function start({ context, stage, room, visitor, href }: Door): Response {
  const visit = visitUnderWay(stage, room.id, visitor.key);
  if (visit?.state === 'inside' && may(visit.role, 'start')) startMeeting(stage, room, stage.world.clock.now());
  return context.redirect(href(), 303);
}

function goAway({ context, stage, room, visitor, href }: Door, form: Form): Response {
  const visit = visitUnderWay(stage, room.id, visitor.key);
  if (visit !== undefined) leave(stage, visit.id, stage.world.clock.now(), readRating(form));
  return context.redirect(href({ bye: 'left' }), 303);
}

/** Takes a rating after the visit; one that was given stays. */
function rate({ context, stage, room, visitor, href }: Door, form: Form): Response {
  const visit = lastVisit(stage, room, visitor.key);
  const rating = readRating(form);
  if (visit !== undefined && visit.rating === null && visit.sessionId !== null && rating !== undefined) {
    stage.db.visits.update(visit.id, { rating: rating.stars, ratingComment: rating.comment });
  }
  return context.redirect(href({ bye: visit?.leftBecause ?? 'left' }), 303);
}
