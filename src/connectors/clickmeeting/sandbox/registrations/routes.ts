import { Check } from '../http/check.ts';
import { type Fields, textOf } from '../http/fields.ts';
import { notFound, Refusal } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { readLanguage } from '../invitations/language.ts';
import { sendConfirmation } from '../mail/send.ts';
import { roomOf } from '../rooms/find.ts';
import { registrationUrl, registrationView } from './links.ts';
import { type Registrant, register } from './register.ts';

const noFields: Fields = {};

/** Answers beyond the three standard ones; the form's field 10 is the company. */
function readExtraFields(check: Check, fields: Fields): Record<string, string> {
  const extra: Record<string, string> = {};
  for (const key of Object.keys(fields)) {
    if (!/^\d{1,3}$/.test(key) || Number(key) <= 3) continue;
    const answer = check.filled(key, { max: 1000 });
    if (answer !== undefined) extra[key === '10' ? 'Company' : `Field ${key}`] = answer;
  }
  return extra;
}

function readRegistrant(call: Call): { registrant: Registrant; wantsMail: boolean } {
  const check = new Check(call.fields);
  const nested = check.nested('registration');
  const inner = nested ?? check.within('registration', noFields);
  const firstName = inner.filled('1', { max: 255, required: true });
  const lastName = inner.filled('2', { max: 255, required: true });
  const email = inner.email('3', { required: true });
  const value = call.fields['registration'];
  const extraFields =
    nested === undefined || typeof value !== 'object' || value === null ? {} : readExtraFields(nested, value);
  const mail = check.nested('confirmation_email');
  const wantsMail = mail?.boolean('enabled') ?? false;
  const lang = mail === undefined ? 'en' : readLanguage(mail, 'lang');
  check.done();
  return {
    wantsMail,
    registrant: {
      firstName: firstName ?? '',
      lastName: lastName ?? '',
      email: email ?? '',
      extraFields,
      lang,
      httpReferer: call.referer?.slice(0, 2000) ?? null,
    },
  };
}

async function registerFrom(call: Call) {
  const room = roomOf(call);
  const { registrant, wantsMail } = readRegistrant(call);
  const refuse = (constant: string, message: string): Refusal =>
    new Refusal(422, constant, [{ name: 'room_id', message }]);
  if (!room.registrationEnabled) throw refuse('REGISTRATION_DISABLED', `Registration is off for room ${room.id}`);
  if (room.status === 'inactive') throw refuse('ROOM_INACTIVE', `Room ${room.id} is inactive, nobody can register`);
  const { registration, isNew } = call.world.store.transaction(() =>
    register(call.world, call.db, { room, registrant }),
  );
  if (wantsMail) await sendConfirmation(call.world, room, { ...registration, lang: registrant.lang });
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
