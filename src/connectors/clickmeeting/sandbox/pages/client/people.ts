import type { Person } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el, icon, setText } from './dom.ts';
import type { Part, Stage } from './page.ts';

const handPath =
  'M7 13V7a1.5 1.5 0 0 1 3 0v4V4.5a1.5 1.5 0 0 1 3 0V11V5.5a1.5 1.5 0 0 1 3 0V12V8.5a1.5 1.5 0 0 1 3 0V15a7 7 0 0 1-7 7h-1q-3 0-4.5-2.5L3.5 15a1.6 1.6 0 0 1 2.6-1.800Z';

const rank = { host: 0, moderator: 1, presenter: 2, guest_speaker: 3, listener: 4 } as const;

/** Raised hands in their order, then by role, then as people came. */
function isBefore(left: Person, right: Person): boolean {
  if (left.handRaisedAt !== right.handRaisedAt) {
    return (left.handRaisedAt ?? Number.POSITIVE_INFINITY) < (right.handRaisedAt ?? Number.POSITIVE_INFINITY);
  }
  if (rank[left.role] !== rank[right.role]) return rank[left.role] < rank[right.role];
  return left.id < right.id;
}

/** A list that holds one row for each person and moves only the row that changed. */
function rows(list: HTMLElement, rowOf: (person: Person) => HTMLElement) {
  const shown = new Map<number, { readonly person: Person; readonly row: HTMLElement }>();
  const drop = (id: number): void => {
    shown.get(id)?.row.remove();
    shown.delete(id);
  };
  const placeOf = (person: Person): HTMLElement | undefined => {
    let next: { person: Person; row: HTMLElement } | undefined;
    for (const other of shown.values()) {
      if (isBefore(person, other.person) && (next === undefined || isBefore(other.person, next.person))) next = other;
    }
    return next?.row;
  };
  return {
    list,
    count: () => shown.size,
    drop,
    put: (person: Person): void => {
      const hadFocus = shown.get(person.id)?.row.contains(document.activeElement) ?? false;
      drop(person.id);
      const row = rowOf(person);
      list.insertBefore(row, placeOf(person) ?? null);
      shown.set(person.id, { person, row });
      if (hadFocus) row.querySelector('button')?.focus();
    },
    fill: (people: readonly Person[]): void => {
      shown.clear();
      const sorted = people.toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
      for (const person of sorted) shown.set(person.id, { person, row: rowOf(person) });
      list.replaceChildren(...[...shown.values()].map(({ row }) => row));
    },
  };
}

/** Who is here and who waits, with what one may do about them. */
export function peoplePart(stage: Stage): Part & { put(person: Person): void; drop(id: number): void } {
  const { words, may, announce, notice } = stage;
  let ownId = 0;
  const inside = rows(el('ul', { class: 'people', 'aria-label': words.people }), (person) =>
    personRow(stage, person, ownId),
  );
  const waiting = rows(el('ul', { class: 'people', 'aria-label': words.waiting }), (person) =>
    waitingRow(stage, person),
  );
  const count = el('span', { class: 'count' });
  const waitingBox = boxOf(stage, waiting.list);
  const refresh = (): void => {
    setText(count, String(inside.count()));
    waitingBox.hidden = waiting.count() === 0 || !may('admit');
  };
  return {
    root: el(
      'section',
      { class: 'panel crowd', 'aria-label': words.people },
      el('h2', {}, words.people, ' ', count),
      waitingBox,
      inside.list,
    ),
    reset: ({ you, people }) => {
      ownId = you.id;
      inside.fill(people.filter(({ state }) => state === 'inside'));
      waiting.fill(people.filter(({ state }) => state === 'lobby'));
      if (waiting.count() > 0) notice('people');
      refresh();
    },
    put: (person) => {
      const isWaiting = person.state === 'lobby';
      if (isWaiting) {
        announce(fill(words.knocks, { name: person.nickname }));
        notice('people');
      }
      (isWaiting ? inside : waiting).drop(person.id);
      (isWaiting ? waiting : inside).put(person);
      refresh();
    },
    drop: (id) => {
      inside.drop(id);
      waiting.drop(id);
      refresh();
    },
  };
}

function boxOf({ words, send }: Stage, waiting: HTMLElement): HTMLElement {
  return el(
    'div',
    { class: 'waiting', hidden: true },
    el('h3', {}, words.waiting),
    waiting,
    el('button', { type: 'button', class: 'quiet', onclick: () => send({ do: 'admit' }) }, words.admitAll),
  );
}

function personRow(stage: Stage, person: Person, ownId: number): HTMLElement {
  const { words, may } = stage;
  const isSelf = person.id === ownId;
  const canAct = !isSelf && (may('remove') || may('roles') || (may('hands') && person.handRaisedAt !== null));
  const name = { name: person.nickname };
  return el(
    'li',
    { 'data-person': person.id },
    person.handRaisedAt === null ? undefined : icon(handPath, words.handUp),
    el('span', { class: 'name' }, person.nickname),
    isSelf ? el('span', { class: 'soft' }, `(${words.you})`) : undefined,
    el('span', { class: `badge ${person.role}` }, words.roles[person.role]),
    canAct
      ? el(
          'button',
          {
            type: 'button',
            class: 'more quiet',
            'aria-label': fill(words.more, name),
            onclick: () => openMenu(stage, person),
          },
          '⋯',
        )
      : undefined,
  );
}

function openMenu({ words, send, may }: Stage, { id, nickname, role, handRaisedAt }: Person): void {
  const canBecome = may('roles') && (role === 'listener' || role === 'presenter');
  const next = role === 'listener' ? 'presenter' : 'listener';
  const remove = (): void => {
    ask({
      title: fill(words.removeTitle, { name: nickname }),
      text: words.removeText,
      choices: [
        { label: words.remove, kind: 'danger', run: () => send({ do: 'remove', person: id }) },
        { label: words.cancel, kind: 'quiet' },
      ],
    });
  };
  const lower = { label: words.lowerHand, run: () => void send({ do: 'lower-hand', person: id }) };
  const change = {
    label: next === 'presenter' ? words.makePresenter : words.makeListener,
    run: () => void send({ do: 'role', person: id, role: next }),
  };
  ask({
    title: nickname,
    choices: [
      ...(may('hands') && handRaisedAt !== null ? [lower] : []),
      ...(canBecome ? [change] : []),
      ...(may('remove') && role !== 'host' ? [{ label: words.remove, kind: 'danger', run: remove } as const] : []),
      { label: words.cancel, kind: 'quiet' },
    ],
  });
}

function waitingRow({ words, send }: Stage, { id, nickname }: Person): HTMLElement {
  const label = fill(words.admitName, { name: nickname });
  return el(
    'li',
    { 'data-person': id },
    el('span', { class: 'name' }, nickname),
    el(
      'button',
      { type: 'button', 'aria-label': label, onclick: () => send({ do: 'admit', person: id }) },
      words.admit,
    ),
  );
}
