import type { World } from '../../../../sandbox/definition.ts';
import { accountOf } from '../account.ts';
import { makeAutologin } from '../autologin.ts';
import type { Invitation, Registration, Room } from '../entities.ts';
import { dialInNumbers } from '../phone-gateways.ts';
import { registrationUrl } from '../registrations/links.ts';
import { calendarOf } from './calendar.ts';
import { en } from './languages/en.ts';
import { mailLanguageOf } from './languages.ts';
import { type MailContent, renderHtml, renderText } from './layout.ts';
import type { MailKind, MailLanguage } from './texts.ts';
import { durationText, timeText } from './times.ts';

interface Recipient {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

type Facts = readonly (readonly [label: string, value: string])[];

/** Sends invitations of one request, each with a link that lets its person in. The advanced template tells more about the event. */
export function sendInvitations(world: World, room: Room, invitations: readonly Invitation[]): void {
  const language = languageOf(invitations[0]?.lang ?? en.code);
  // The same for everybody; writing dates takes the longest.
  const event = eventFacts(room, language);
  const start: Facts = [[language.when, timeText(room, language, 'start')]];
  for (const invitation of invitations) {
    const isAdvanced = invitation.template === 'advanced';
    const link = invitationLink(world, room, invitation);
    const secrets = secretFacts(room, invitation.token, language);
    const roleNotes = invitation.role === 'presenter' ? [language.presenter] : [];
    send(world, room, {
      kind: 'invitation',
      language,
      person: invitation,
      calendarLink: link,
      content: {
        lead: language.invitation(accountOf(room).owner.name),
        title: room.name,
        facts: isAdvanced ? [...event, ...secrets, ...dialInFacts(room, invitation, language)] : [...start, ...secrets],
        link: { url: link, caption: language.join },
        notes: isAdvanced ? [...roleNotes, language.personalLink, ...calendarNotes(room, language)] : roleNotes,
      },
    });
  }
}

/** Sends the confirmation of a registration, with the person's own link and what the room's door will ask for. */
export function sendConfirmation(
  world: World,
  room: Room,
  registration: Registration & { readonly token?: string | null },
): void {
  const language = languageOf(registration.lang);
  const link = registrationUrl(world, room, registration.r);
  send(world, room, {
    kind: 'confirmation',
    language,
    person: registration,
    calendarLink: link,
    content: {
      lead: language.confirmation,
      title: room.name,
      facts: [...eventFacts(room, language), ...secretFacts(room, registration.token ?? null, language)],
      link: { url: link, caption: language.join },
      notes: [language.personalLink, ...calendarNotes(room, language)],
    },
  });
}

/** Thanks somebody for having attended; the room's thank-you page is the only link there can be. */
export function sendThanks(world: World, room: Room, person: Recipient & { readonly lang: string }): void {
  const language = languageOf(person.lang);
  const url = room.settings.thank_you_page_url;
  send(world, room, {
    kind: 'thanks',
    language,
    person,
    content: {
      lead: language.thanks(room.name),
      title: room.name,
      facts: [[language.host, accountOf(room).owner.name]],
      link: url === '' ? undefined : { url, caption: language.more },
      notes: [],
    },
  });
}

interface Order {
  readonly kind: MailKind;
  readonly language: MailLanguage;
  readonly person: Recipient;
  readonly content: Pick<MailContent, 'lead' | 'title' | 'facts' | 'link' | 'notes'>;
  /** Absent for a mail about something that is over. */
  readonly calendarLink?: string;
}

function send(world: World, room: Room, { kind, language, person, content, calendarLink }: Order): void {
  const { owner } = accountOf(room);
  const name = fullName(person);
  const whole: MailContent = {
    ...content,
    lang: language.code,
    colon: language.colon ?? ':',
    greeting: language.greeting(name),
  };
  const to = { name, address: person.email };
  const invited = kind === 'invitation' ? { invited: to } : {};
  const calendar =
    calendarLink === undefined
      ? undefined
      : calendarOf(room, { link: calendarLink, nowMs: world.clock.now(), ...invited });
  world.outbox.send({
    from: { name: owner.name, address: 'no-reply@clickmeeting.example' },
    replyTo: { name: owner.name, address: owner.email },
    to,
    subject: language.subject[kind](room.name),
    text: renderText(whole),
    html: renderHtml(whole),
    ...(calendar === undefined ? {} : { calendar }),
  });
}

function languageOf(code: string): MailLanguage {
  return mailLanguageOf(code) ?? en;
}

function fullName({ firstName, lastName }: Recipient): string {
  return `${firstName} ${lastName}`.trim();
}

function invitationLink(world: World, room: Room, invitation: Invitation): string {
  if (invitation.token !== null && invitation.role === 'listener') {
    return `${world.origin}/${room.nameUrl}/${invitation.token}`;
  }
  const secret = invitation.token ?? (room.accessType === 2 ? (room.password ?? '') : '');
  const nickname = fullName(invitation) || (invitation.email.split('@')[0] ?? 'Guest');
  const facts = { room, email: invitation.email, nickname, secret, role: invitation.role };
  return `${world.origin}/${room.nameUrl}?l=${makeAutologin(facts, world.clock.now())}`;
}

function secretFacts(room: Room, token: string | null, language: MailLanguage): Facts {
  if (token !== null) return [[language.token, token]];
  return room.accessType === 2 && room.password !== null ? [[language.password, room.password]] : [];
}

function eventFacts(room: Room, language: MailLanguage): Facts {
  const { owner } = accountOf(room);
  const duration = durationText(room, language);
  const about = room.lobbyDescription ?? '';
  return [
    [language.when, timeText(room, language, 'whole')],
    ...(duration === undefined ? [] : [[language.duration, duration] as const]),
    [language.host, `${owner.name} (${owner.email})`],
    ...(about === '' ? [] : [[language.about, about] as const]),
  ];
}

function dialInFacts(room: Room, { role }: Invitation, language: MailLanguage): Facts {
  if (!room.settings.phonegateway_enabled) return [];
  const pin = role === 'presenter' ? room.phonePresenterPin : room.phoneListenerPin;
  return [
    [language.dialIn, dialInNumbers(language.country).join('\n')],
    [language.pin, String(pin)],
  ];
}

function calendarNotes(room: Room, language: MailLanguage): readonly string[] {
  return room.startsAt === null ? [] : [language.calendar];
}
