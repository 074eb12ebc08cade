import type { Person } from '../../live/protocol.ts';
import { el } from './dom.ts';
import type { Part, Stage } from './page.ts';

/** Where sound and pictures will be: until then who is on the stage, and the room's files. */
export function stagePart({ page, words }: Stage): Part & { put(person: Person): void; drop(id: number): void } {
  const chips = new Map<number, HTMLElement>();
  const list = el('ul', { class: 'chips', 'aria-label': words.onStage });
  const empty = el('p', { class: 'soft' }, words.stageEmpty);
  const drop = (id: number): void => {
    chips.get(id)?.remove();
    chips.delete(id);
    empty.hidden = chips.size > 0;
  };
  const put = ({ id, nickname, role, state }: Person): void => {
    drop(id);
    if (role === 'listener' || state !== 'inside') return;
    const chip = el(
      'li',
      {},
      el('span', { class: 'name' }, nickname),
      el('span', { class: 'badge' }, words.roles[role]),
    );
    chips.set(id, chip);
    list.append(chip);
    empty.hidden = true;
  };
  const files = el('ul', {}, ...page.files.map((name) => el('li', {}, name)));
  return {
    root: el(
      'section',
      { class: 'panel scene', 'aria-label': words.stage },
      el('h2', {}, words.onStage),
      empty,
      list,
      page.files.length === 0 ? undefined : el('div', { class: 'files' }, el('h3', {}, words.files), files),
      el('p', { class: 'soft note-media' }, words.noMedia),
    ),
    reset: ({ people }) => {
      for (const id of [...chips.keys()]) drop(id);
      for (const person of people) put(person);
    },
    put,
    drop,
  };
}
