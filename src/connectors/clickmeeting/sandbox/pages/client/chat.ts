import type { ChatLine } from '../../live/protocol.ts';
import { el } from './dom.ts';
import { type Part, type Stage, timeOfDay } from './page.ts';

const maxLines = 500;

/** The chat: lines as text, the newest in sight unless one reads above, and the form. */
export function chatPart(stage: Stage): Part & { add(line: ChatLine): void } {
  const { words, notice } = stage;
  const empty = el('p', { class: 'soft empty' }, words.chatEmpty);
  const log = el('ol', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': words.chat, tabindex: 0 });
  let isAtEnd = true;
  const toEnd = (): void => {
    isAtEnd = true;
    log.scrollTop = log.scrollHeight;
    below.hidden = true;
  };
  const below = el('button', { type: 'button', class: 'below quiet', hidden: true, onclick: toEnd }, words.newLines);
  log.addEventListener('scroll', () => {
    // On a narrow screen another panel may be in its place.
    if (log.clientHeight > 0) isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    if (isAtEnd) below.hidden = true;
  });
  new ResizeObserver(() => {
    if (isAtEnd) toEnd();
  }).observe(log);
  const parts = [el('h2', {}, words.chat), empty, log, below, chatForm(stage)];
  return {
    root: el('section', { class: 'panel chat', 'aria-label': words.chat }, ...parts),
    reset: ({ chat }) => {
      // Old lines are not read aloud again.
      log.setAttribute('aria-live', 'off');
      log.replaceChildren(...chat.map((line) => lineOf(stage, line)));
      empty.hidden = chat.length > 0;
      toEnd();
      requestAnimationFrame(() => log.setAttribute('aria-live', 'polite'));
    },
    add: (line) => {
      empty.hidden = true;
      notice('chat');
      log.append(lineOf(stage, line));
      if (log.children.length > maxLines) log.firstElementChild?.remove();
      if (isAtEnd) toEnd();
      else below.hidden = false;
    },
  };
}

function chatForm({ words, send }: Stage): HTMLElement {
  const input = el('input', {
    id: 'chat-text',
    maxlength: 2000,
    autocomplete: 'off',
    enterkeyhint: 'send',
    placeholder: words.message,
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = input.value.trim();
    // What could not be sent stays in the field.
    if (text !== '' && send({ do: 'chat', text })) input.value = '';
  };
  const label = el('label', { class: 'hidden', for: 'chat-text' }, words.message);
  return el('form', { class: 'row', onsubmit: submit }, label, input, el('button', {}, words.send));
}

function lineOf({ page, words }: Stage, { at, nickname, role, text }: ChatLine): HTMLElement {
  return el(
    'li',
    {},
    el('span', { class: 'who' }, nickname),
    role === 'listener' ? undefined : el('span', { class: 'badge' }, words.roles[role]),
    el('time', { datetime: new Date(at).toISOString() }, timeOfDay(at, page.lang)),
    el('p', {}, text),
  );
}
