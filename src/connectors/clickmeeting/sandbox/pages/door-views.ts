import { html } from 'hono/html';
import type { Account } from '../account.ts';
import { isoIn } from '../dates.ts';
import type { Room } from '../entities.ts';
import { type FormField, formFields } from '../registrations/form.ts';
import type { Door } from './door.ts';
import { complaint, type Frame, type Html, layout, noHtml } from './layout.ts';
import { startTextOf } from './times.ts';
import type { Words } from './words/words.ts';

/** When the event starts, in the room's zone; the script adds the visitor's own. */
export function startText({ room, words, lang }: Door): Html {
  if (room.startsAt === null) return noHtml;
  return html`<p class="soft">${words.door.starts} <time datetime="${isoIn(room.startsAt, room.timezone)}">${startTextOf(room, room.startsAt, lang)}</time> (${room.timezone})</p>
<p class="soft" data-local="${room.startsAt}" data-zone="${room.timezone}" hidden>${words.door.localTime} </p>`;
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
export function doorPage(door: Door, form: FormState): Html {
  const { room, words, href } = door;
  const { states, door: texts } = words;
  const secret = {
    1: noHtml,
    2: html`<label for="password">${texts.password}</label><input id="password" name="password" type="password" required maxlength="200" autocomplete="off">`,
    3: html`<label for="token">${texts.token}</label><input id="token" name="token" value="${form.token ?? ''}" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false">`,
  }[room.accessType];
  return layout(door, {
    title: room.name,
    state: { 1: states.open, 2: states.password, 3: states.token }[room.accessType],
    body: html`${startText(door)}${complaint(form.error)}
<form method="post" action="${href()}">
<input type="hidden" name="action" value="enter"><input type="hidden" name="r" value="${form.r ?? ''}">
<label for="nickname">${texts.name}</label><input id="nickname" name="nickname" value="${form.nickname ?? ''}" required maxlength="100" autocomplete="name">
<label for="email">${texts.email}</label><input id="email" name="email" type="email" value="${form.email ?? ''}" required maxlength="254" autocomplete="email">
${secret}
<button>${texts.enter}</button>
</form>
<p class="soft hint">${texts.hostHint}</p>`,
  });
}

/** The form of an event that only people registered may enter. */
export function registrationPage(
  door: Door,
  form: { readonly error?: string | undefined; readonly values?: ReadonlyMap<string, string> },
): Html {
  const { room, words, href } = door;
  const values = form.values ?? new Map<string, string>();
  const inputs = formFields(room.registrationTemplate).map((field) => input(field, values.get(nameOf(field)), words));
  return layout(door, {
    title: room.name,
    state: words.states.registration,
    body: html`${startText(door)}<p>${words.door.registerIntro}</p>${complaint(form.error)}
<form method="post" action="${href()}">
<input type="hidden" name="action" value="register">
${inputs}
<button>${words.door.register}</button>
</form>`,
  });
}

/** How the form and the API name a question. */
export function nameOf({ id }: FormField): string {
  return `registration[${id}]`;
}

/** A question in the page's language, or as lists name it. */
export function labelOf({ id, label }: FormField, { fields }: Words): string {
  return Object.entries(fields).find(([number]) => number === String(id))?.[1] ?? label;
}

function input(field: FormField, value: string | undefined, words: Words): Html {
  const name = nameOf(field);
  const id = `field-${field.id}`;
  const label = html`<label for="${id}">${labelOf(field, words)}${field.required ? noHtml : html` <span class="soft">(${words.door.optional})</span>`}</label>`;
  const required = field.required ? html` required` : noHtml;
  if (field.kind === 'lines') {
    return html`${label}<textarea id="${id}" name="${name}" rows="3" maxlength="${field.maxLength}"${required}>${value ?? ''}</textarea>`;
  }
  return html`${label}<input id="${id}" name="${name}" type="${field.kind}" value="${value ?? ''}" maxlength="${field.maxLength}" autocomplete="${field.autocomplete}"${required}>`;
}

/** Without a link for an address that was registered before. */
export function registeredPage(door: Door, link: string | undefined): Html {
  const { room, words } = door;
  const text =
    link === undefined
      ? html`<p>${words.door.knownAddress}</p>`
      : html`<p>${words.door.nowRegistered}</p><p><a href="${link}">${link}</a></p>`;
  return layout(door, { title: room.name, state: words.states.registered, body: html`${startText(door)}${text}` });
}

interface Refused {
  readonly title: string;
  readonly state: string;
  readonly text: string;
  /** Where another try is made. */
  readonly retry?: string;
}

/** A page that only says why nobody gets in here. */
export function refusalPage(frame: Frame, { title, state, text, retry }: Refused): Html {
  const again =
    retry === undefined ? noHtml : html`<p><a class="button" href="${retry}">${frame.words.refusal.retry}</a></p>`;
  return layout(frame, { title, state, body: html`<p role="alert">${text}</p>${again}` });
}

/** An account's public page: its rooms that are shown there. */
export function personalPage(frame: Frame, account: Account, rooms: readonly Room[]): Html {
  const { words, lang } = frame;
  const items = rooms.map(
    (room) =>
      html`<li><a href="/${room.nameUrl}?lang=${lang}"><bdi>${room.name}</bdi></a> <span class="soft">${words.kinds[room.roomType]}${room.startsAt === null ? '' : ` · ${startTextOf(room, room.startsAt, lang)}`}</span></li>`,
  );
  return layout(frame, {
    title: account.owner.name,
    state: words.states.rooms,
    body: items.length === 0 ? html`<p>${words.noRooms}</p>` : html`<ul class="rooms">${items}</ul>`,
  });
}
