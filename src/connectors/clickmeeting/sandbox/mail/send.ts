import { html } from 'hono/html';
import { DateTime } from 'luxon';
import type { World } from '../../../../sandbox/definition.ts';
import type { Attachment } from '../../../../sandbox/outbox.ts';
import { accountOf } from '../account.ts';
import { makeAutologin } from '../autologin.ts';
import type { Invitation, Registration, Room } from '../entities.ts';
import { calendarEntry } from './calendar.ts';
import { type MailTexts, mailTexts } from './texts.ts';

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly name: string;
  readonly intro: string;
  readonly link: string;
  /** Further lines: label and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly isPlain: boolean;
}

/** Puts an invitation into the outbox, with a link that lets the person in, and a calendar entry for a scheduled room. */
export async function sendInvitation(world: World, room: Room, invitation: Invitation): Promise<void> {
  const texts = mailTexts(invitation.lang);
  const { role } = invitation;
  const facts: (readonly [string, string])[] = [];
  if (invitation.token !== null) facts.push([texts.token, invitation.token]);
  if (room.accessType === 2 && room.password !== null) facts.push([texts.password, room.password]);
  const roleLine = role === 'presenter' || role === 'host' ? ` ${texts.role[role]}` : '';
  await send(world, room, texts, {
    to: invitation.email,
    subject: texts.invitationSubject(room.name),
    name: fullName(invitation),
    intro: texts.invitation(accountOf(room).owner.name) + roleLine,
    link: invitationLink(world, room, invitation),
    facts,
    isPlain: invitation.template === 'basic',
  });
}

/** Puts the confirmation of a registration into the outbox, with the person's own link. */
export async function sendConfirmation(world: World, room: Room, registration: Registration): Promise<void> {
  const texts = mailTexts(registration.lang);
  await send(world, room, texts, {
    to: registration.email,
    subject: texts.confirmationSubject(room.name),
    name: fullName(registration),
    intro: texts.confirmation,
    link: `${world.origin}/${room.roomPin}?r=${registration.r}`,
    facts: [],
    isPlain: false,
  });
}

function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
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

async function send(world: World, room: Room, texts: MailTexts, letter: Letter): Promise<void> {
  const { owner } = accountOf(room);
  const when = `${texts.when}: ${schedule(room, texts)}`;
  const facts = letter.facts.map(([label, value]) => `${label}: ${value}`);
  const lines = [texts.greeting(letter.name), '', letter.intro, '', room.name, when, ...facts, '', letter.link, ''];
  await world.outbox.send({
    from: `${owner.name} <no-reply@clickmeeting.example>`,
    to: letter.to,
    replyTo: owner.email,
    subject: letter.subject,
    text: lines.join('\n'),
    ...(letter.isPlain ? {} : { html: await page(room, texts, { letter, when, facts }) }),
    attachments: calendar(room, letter.link, world.clock.now()),
  });
}

function calendar(room: Room, link: string, nowMs: number): Attachment[] {
  const content = calendarEntry(room, link, nowMs);
  if (content === undefined) return [];
  return [{ filename: 'event.ics', content, contentType: 'text/calendar; charset=utf-8; method=PUBLISH' }];
}

function schedule(room: Room, texts: MailTexts): string {
  if (room.startsAt === null) return texts.anyTime;
  const start = DateTime.fromMillis(room.startsAt, { zone: room.timezone });
  return `${start.toFormat('yyyy-MM-dd HH:mm')} (${room.timezone}, GMT${start.toFormat('ZZ')})`;
}

async function page(
  room: Room,
  texts: MailTexts,
  { letter, when, facts }: { letter: Letter; when: string; facts: readonly string[] },
): Promise<string> {
  const body = await html`<!doctype html>
<html><body style="font-family:sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em">
<p>${texts.greeting(letter.name)}</p>
<p>${letter.intro}</p>
<h1 style="font-size:1.3em">${room.name}</h1>
<p>${when}</p>
${facts.map((fact) => html`<p>${fact}</p>`)}
<p><a href="${letter.link}" style="display:inline-block;padding:.6em 1.2em;background:#0b57d0;color:#fff;border-radius:.4em;text-decoration:none">${texts.join}</a></p>
<p style="color:#666;font-size:.85em">${letter.link}</p>
</body></html>`;
  return String(body);
}
