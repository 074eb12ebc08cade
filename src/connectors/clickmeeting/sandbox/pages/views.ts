import { html } from 'hono/html';
import { DateTime } from 'luxon';
import type { Account } from '../account.ts';
import type { ChatMessage, Room, Visit } from '../entities.ts';
import { type Html, layout } from './layout.ts';

const noHtml = html``;

function complaint(text: string | undefined): Html {
  return text === undefined ? noHtml : html`<p class="bad" role="alert">${text}</p>`;
}

function startText(room: Room): Html {
  if (room.startsAt === null) return noHtml;
  const start = DateTime.fromMillis(room.startsAt, { zone: room.timezone, locale: 'en' });
  return html`<p class="soft">Starts ${start.toFormat('cccc, d LLLL yyyy, HH:mm')} (${room.timezone})</p>`;
}

export interface FormState {
  /** Why the last try failed. */
  readonly error?: string | undefined;
  readonly nickname?: string | undefined;
  readonly email?: string | undefined;
  readonly token?: string | undefined;
  /** Registration link that led here. */
  readonly r?: string | undefined;
}

/** The form before a room: name, address and, as the room demands, password or token. */
export function doorPage(room: Room, form: FormState): Html {
  const secret = {
    1: noHtml,
    2: html`<label for="password">Password</label><input id="password" name="password" type="password" required autocomplete="off">`,
    3: html`<label for="token">Access token</label><input id="token" name="token" value="${form.token ?? ''}" required maxlength="20" autocomplete="off">`,
  }[room.accessType];
  const states = { 1: 'Open room', 2: 'Password needed', 3: 'Token needed' } as const;
  return layout({
    title: room.name,
    state: states[room.accessType],
    body: html`${startText(room)}${complaint(form.error)}
<form method="post" action="/${room.nameUrl}">
<input type="hidden" name="action" value="enter"><input type="hidden" name="r" value="${form.r ?? ''}">
<label for="nickname">Your name</label><input id="nickname" name="nickname" value="${form.nickname ?? ''}" required maxlength="100" autocomplete="name">
<label for="email">E-mail</label><input id="email" name="email" type="email" value="${form.email ?? ''}" required maxlength="254" autocomplete="email">
${secret}
<button>Enter</button>
</form>`,
  });
}

/** The form of an event that only people registered may enter. */
export function registrationPage(room: Room, form: FormState & { readonly lastName?: string | undefined }): Html {
  return layout({
    title: room.name,
    state: 'Registration needed',
    body: html`${startText(room)}<p>Register to take part. Who has registered before enters with the link of the confirmation.</p>${complaint(form.error)}
<form method="post" action="/${room.nameUrl}">
<input type="hidden" name="action" value="register">
<label for="first">First name</label><input id="first" name="first_name" value="${form.nickname ?? ''}" required maxlength="100" autocomplete="given-name">
<label for="last">Last name</label><input id="last" name="last_name" value="${form.lastName ?? ''}" required maxlength="100" autocomplete="family-name">
<label for="email">E-mail</label><input id="email" name="email" type="email" value="${form.email ?? ''}" required maxlength="254" autocomplete="email">
<button>Register</button>
</form>`,
  });
}

/** Without a link for an address that was registered before. */
export function registeredPage(room: Room, link: string | undefined): Html {
  const text =
    link === undefined
      ? html`<p>This address was registered already. Its link has been sent to it again.</p>`
      : html`<p>You are registered. Your link, which was also sent to you:</p><p><a href="${link}">${link}</a></p>`;
  return layout({ title: room.name, state: 'Registered', body: html`${startText(room)}${text}` });
}

/** Where people wait until the host comes or the event starts. */
export function lobbyPage(room: Room, visit: Visit): Html {
  const why = room.lobbyEnabled ? 'The host has not started the meeting yet.' : 'The event has not started yet.';
  return layout({
    title: room.name,
    state: 'Lobby',
    refreshSeconds: 10,
    body: html`${startText(room)}<p>Welcome, ${visit.nickname}. ${why} You will be let in; this page asks again every ten seconds.</p>
${room.lobbyDescription === null || room.lobbyDescription === '' ? noHtml : html`<p>${room.lobbyDescription}</p>`}
<form method="post" action="/${room.nameUrl}"><input type="hidden" name="action" value="leave"><button class="quiet">Leave</button></form>`,
  });
}

export interface Scene {
  readonly room: Room;
  readonly visit: Visit;
  readonly people: readonly Visit[];
  readonly chat: readonly ChatMessage[];
}

/** The room from inside: who is here, the chat, and the way out. */
export function insidePage({ room, visit, people, chat }: Scene): Html {
  const time = (timeMs: number): string => DateTime.fromMillis(timeMs, { zone: room.timezone }).toFormat('HH:mm');
  const stars = [5, 4, 3, 2, 1].map((count) => html`<option value="${count}">${'★'.repeat(count)}</option>`);
  return layout({
    title: room.name,
    state: 'Inside',
    body: html`<p>You are in the room as <strong>${visit.nickname}</strong> (${visit.role}).</p>
<h2>People here: ${people.length}</h2>
<ul>${people.map((person) => html`<li>${person.nickname} <span class="soft">${person.role}</span></li>`)}</ul>
<h2>Chat</h2>
<ul>${chat.map((message) => html`<li><span class="soft">${time(message.sentAt)} ${message.nickname}</span> ${message.text}</li>`)}</ul>
<form method="post" action="/${room.nameUrl}" class="row"><input type="hidden" name="action" value="chat">
<input name="text" aria-label="Message" placeholder="Message to everybody" required maxlength="2000" autocomplete="off"><button class="quiet">Send</button></form>
<h2>Leave</h2>
<form method="post" action="/${room.nameUrl}"><input type="hidden" name="action" value="leave">
<label for="rating">Rating</label><select id="rating" name="rating"><option value="">no rating</option>${stars}</select>
<label for="comment">Comment</label><input id="comment" name="comment" maxlength="1000" autocomplete="off">
<button>Leave</button></form>`,
  });
}

export function leftPage(room: Room): Html {
  const url = room.settings.thank_you_page_url;
  // Only web addresses: the setting is text that anybody with the key may write.
  const isSafe = /^https?:\/\//i.test(url);
  return layout({
    title: room.name,
    state: 'Left',
    body: html`<p>You left the room. Thank you for coming.</p>
${isSafe ? html`<p><a href="${url}">Go on to ${url}</a></p>` : noHtml}
<p><a href="/${room.nameUrl}">Enter again</a></p>`,
  });
}

/** A page that only says why nobody gets in here. */
export function refusalPage(title: string, state: string, text: string): Html {
  return layout({ title, state, body: html`<p role="alert">${text}</p>` });
}

/** An account's public page: its rooms that are shown there. */
export function personalPage(account: Account, rooms: readonly Room[]): Html {
  return layout({
    title: account.owner.name,
    state: 'Rooms',
    body: html`<ul>${rooms.map((room) => html`<li><a href="/${room.nameUrl}">${room.name}</a> <span class="soft">${room.roomType}</span></li>`)}</ul>`,
  });
}
