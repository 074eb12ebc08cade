import { html } from 'hono/html';
import type { ChatMessage, LeaveReason, Visit } from '../entities.ts';
import type { Door } from './door.ts';
import { startText } from './door-views.ts';
import { type Html, layout, noHtml } from './layout.ts';
import type { RoomPage } from './room-page.ts';
import { timeOf } from './times.ts';
import { fill } from './words/fill.ts';

function roomPage(door: Door, place: RoomPage['place']): RoomPage {
  const { stage, room, visitor, lang, words, isEmbedded, href } = door;
  const files = stage.db.files.find({ where: { accountId: room.accountId } });
  return {
    place,
    // The cookie says who it is, where there is one.
    socket: `/_room/${room.roomPin}/socket${isEmbedded ? `?visitor=${visitor.key}` : ''}`,
    address: href(),
    lang,
    words: { ...words.room, roles: words.roles },
    files: files.filter(({ roomIds }) => roomIds.includes(room.id)).map(({ name }) => name),
  };
}

/** Where people wait until they are let in or the event starts. */
export function lobbyPage(door: Door, visit: Visit): Html {
  const { room, words, href } = door;
  const { place } = words;
  const why = room.lobbyEnabled ? place.waitForHost : place.waitForStart;
  const description = room.lobbyDescription ?? '';
  const [greeting, rest] = place.welcome.split('{name}');
  return layout(door, {
    title: room.name,
    state: words.states.lobby,
    refreshSeconds: 10,
    room: roomPage(door, 'lobby'),
    body: html`${startText(door)}<p class="lead">${greeting}<bdi>${visit.nickname}</bdi>${rest} <span data-why data-started="${place.waitForAdmission}">${why}</span> ${place.letIn}</p>
<noscript><p class="soft">${place.asksAgain}</p></noscript>
<p class="note" data-lobby-text${description === '' ? html` hidden` : noHtml}>${description}</p>
<p class="soft" data-connection role="status"></p>
<form method="post" action="${href()}"><input type="hidden" name="action" value="leave"><button class="quiet">${place.leave}</button></form>`,
  });
}

export interface Scene {
  /** Whether the person may start the meeting, and nobody has yet. */
  readonly canStart: boolean;
  readonly visit: Visit;
  readonly people: readonly Visit[];
  readonly chat: readonly ChatMessage[];
}

/** More people than these would push the chat out of sight. */
const mostShown = 20;

/** The room from inside without script: who is here, the chat, and the way out. The script puts the live room in its place. */
export function insidePage(door: Door, { canStart, visit, people, chat }: Scene): Html {
  const { room, words, href } = door;
  const { place, roles } = words;
  return layout(door, {
    title: room.name,
    state: words.states.inside,
    room: roomPage(door, 'inside'),
    body: html`<p>${place.youAre} <strong><bdi>${visit.nickname}</bdi></strong> (${roles[visit.role]}).</p>
<noscript><p class="soft">${place.needsScript} <a href="${href()}">${place.refresh}</a></p></noscript>
<p class="soft" data-connection role="status"></p>
${canStart ? html`<form method="post" action="${href()}"><input type="hidden" name="action" value="start"><button>${words.room.start}</button></form>` : noHtml}
<details${people.length > mostShown ? noHtml : html` open`}><summary>${place.people}: ${people.length}</summary>
<ul>${people.map((person) => html`<li><bdi>${person.nickname}</bdi> <span class="soft">${roles[person.role]}</span></li>`)}</ul></details>
<h2>${place.chat}</h2>
<ul>${chat.map((message) => html`<li><span class="soft">${timeOf(room, message.sentAt)} <bdi>${message.nickname}</bdi></span> <bdi>${message.text}</bdi></li>`)}</ul>
<form method="post" action="${href()}" class="row"><input type="hidden" name="action" value="chat">
<input name="text" aria-label="${place.message}" placeholder="${place.message}" required maxlength="2000" autocomplete="off"><button class="quiet">${place.send}</button></form>
<h2>${place.leave}</h2>
<form method="post" action="${href()}"><input type="hidden" name="action" value="leave">
${ratingFields(door, false)}
<button>${place.leave}</button></form>`,
  });
}

/** Stars that are radio buttons, so that they work without script, and a comment. */
function ratingFields({ words: { place, room } }: Door, isRequired: boolean): Html {
  const required = isRequired ? html` required` : noHtml;
  const stars = [1, 2, 3, 4, 5].map((count) => {
    const text = fill(room.stars, { count });
    return html`<input type="radio" name="rating" id="star-${count}" value="${count}"${required}><label for="star-${count}" title="${text}"><span class="hidden">${text}</span><span aria-hidden="true">★</span></label>`;
  });
  return html`<fieldset><legend>${place.rating}</legend><div class="stars">${stars}</div></fieldset>
<label for="comment">${place.comment}</label><input id="comment" name="comment" maxlength="500" autocomplete="off">`;
}

export interface Farewell {
  readonly reason: LeaveReason;
  /** The visit that is over; undefined when this browser had none. */
  readonly visit: Visit | undefined;
}

/** After a visit: why it is over, the rating, and where to go from here. */
export function byePage(door: Door, { reason, visit }: Farewell): Html {
  const { room, words, href } = door;
  const { bye, place } = words;
  const isOver = reason === 'left' || reason === 'ended';
  const canReturn = room.status === 'active' && reason !== 'removed' && reason !== 'closed';
  const again = html`<p><a class="button quiet" href="${href()}">${reason === 'elsewhere' ? bye.here : bye.again}</a></p>`;
  return layout(door, {
    title: room.name,
    state: words.states[reason],
    body: html`<p>${bye[reason]}</p>
${isOver && visit !== undefined ? ratingPart(door, visit) : noHtml}
${isOver ? thankYou(door) : noHtml}
${canReturn ? again : noHtml}
${visit?.rating ? html`<p class="soft" role="status">${place.rated}</p>` : noHtml}`,
  });
}

function ratingPart(door: Door, visit: Visit): Html {
  if (visit.rating !== null || visit.sessionId === null) return noHtml;
  return html`<form method="post" action="${door.href()}" class="rating"><input type="hidden" name="action" value="rate">
${ratingFields(door, true)}
<button class="quiet">${door.words.place.rate}</button></form>`;
}

function thankYou({ room, words, isEmbedded }: Door): Html {
  const url = room.settings.thank_you_page_url;
  // Only web addresses: the setting is text that anybody with the key may write.
  if (!/^https?:\/\//i.test(url)) return noHtml;
  const target = isEmbedded ? html` target="_blank" rel="noopener"` : noHtml;
  return html`<p><a class="button" href="${url}"${target}>${fill(words.bye.goOn, { url })}</a></p>`;
}
