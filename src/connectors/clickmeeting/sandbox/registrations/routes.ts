import { Check } from '../http/check.ts';
import { textOf } from '../http/fields.ts';
import { notFound } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { readLanguage } from '../invitations/language.ts';
import { roomOf } from '../rooms/find.ts';
import { readAnswers } from './form.ts';
import { registrationUrl, registrationView } from './links.ts';
import { type Registrant, register } from './register.ts';

function readRegistrant(call: Call): { registrant: Registrant; wantsMail: boolean } {
  const check = new Check(call.fields);
  const answers = readAnswers(check);
  const mail = check.nested('confirmation_email');
  const wantsMail = mail?.boolean('enabled') ?? false;
  const lang = mail === undefined ? 'en' : readLanguage(mail, 'lang');
  check.done();
  // An API call comes from a server, so its address says nothing about where the person is.
  return {
    wantsMail,
    registrant: { ...answers, lang, httpReferer: call.referer?.slice(0, 2000) ?? null, place: null },
  };
}

function registerFrom(call: Call) {
  const room = roomOf(call);
  const { registration, isNew } = register(call.world, call.db, { room, ...readRegistrant(call) });
  const url = registrationUrl(call.world, room, registration.r);
  return ok({ status: 'OK', exist: isNew ? 0 : 1, url, r: registration.r });
}

function list(call: Call) {
  const room = roomOf(call);
  const status = textOf(call.params['status'])?.toLowerCase() ?? 'all';
  if (status !== 'all' && status !== 'active')
    throw notFound('status', `status must be all or active, not ${status.slice(0, 50)}`);
  const found = call.db.registrations.find({ where: { roomId: room.id } });
  // A registration that has led to a session is used up.
  const wanted = status === 'all' ? found : found.filter((registration) => registration.sessionId === null);
  return ok(wanted.map((registration) => registrationView(call.world, room, registration)));
}

export const registrationRoutes: readonly Route[] = [
  { method: 'POST', path: '/conferences/:room/registration', handle: registerFrom },
  { method: 'GET', path: '/conferences/:room/registrations', handle: list },
  { method: 'GET', path: '/conferences/:room/registrations/:status', handle: list },
];
