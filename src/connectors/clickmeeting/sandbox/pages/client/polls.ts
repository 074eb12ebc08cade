import type { PollView } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el, setText } from './dom.ts';
import type { Part, Stage } from './page.ts';
import { pollEditor } from './poll-editor.ts';
import { voteForm } from './vote.ts';

interface Card {
  readonly root: HTMLElement;
  update(poll: PollView): void;
}

/** The polls, the newest first; a card is built once and updated, so that a vote in the making is not lost. */
export function pollsPart(stage: Stage): Part & { put(poll: PollView): void; drop(id: number): void } {
  const { words, may, announce, notice } = stage;
  const cards = new Map<number, Card>();
  const list = el('div', { class: 'cards' });
  const empty = el('p', { class: 'soft empty' }, words.pollsEmpty);
  const create = el('button', { type: 'button', class: 'quiet', onclick: () => pollEditor(stage) }, words.newPoll);
  const refresh = (): void => {
    empty.hidden = cards.size > 0;
    create.hidden = !may('poll');
  };
  const put = (poll: PollView): void => {
    const known = cards.get(poll.id);
    if (poll.state === 'open' && poll.yours === null && known?.root.dataset['state'] !== 'open') {
      announce(fill(words.pollOpened, { name: poll.name }));
      notice('polls');
    }
    const card = known ?? pollCard(stage, poll);
    card.update(poll);
    if (known === undefined) {
      cards.set(poll.id, card);
      list.prepend(card.root);
    }
    refresh();
  };
  const drop = (id: number): void => {
    cards.get(id)?.root.remove();
    cards.delete(id);
    refresh();
  };
  return {
    root: el(
      'section',
      { class: 'panel polls', 'aria-label': words.polls },
      el('div', { class: 'head' }, el('h2', {}, words.polls), create),
      empty,
      list,
    ),
    reset: ({ polls }) => {
      const present = new Set(polls.map(({ id }) => id));
      for (const id of [...cards.keys()]) if (!present.has(id)) drop(id);
      for (const poll of polls) put(poll);
      refresh();
    },
    put,
    drop,
  };
}

function pollCard(stage: Stage, first: PollView): Card {
  const { words } = stage;
  const badge = el('span', { class: 'badge' });
  const voters = el('span', { class: 'soft' });
  const ballot = ballotOf(stage, first);
  const results = resultsOf(stage, first);
  const actions = pollActions(stage, first);
  const root = el(
    'article',
    { class: 'poll', 'data-poll': first.id },
    el('div', { class: 'head' }, el('h3', {}, first.name), badge, voters),
    ballot.root,
    results.root,
    actions.root,
  );
  const update = (poll: PollView): void => {
    root.dataset['state'] = poll.state;
    setText(badge, words[poll.state]);
    setText(voters, fill(words.voters, { count: poll.voters }));
    ballot.update(poll);
    results.update(poll);
    actions.update(poll);
  };
  return { root, update };
}

/** The vote: the form until it is cast, then a word of thanks and the way to change it. */
function ballotOf(stage: Stage, first: PollView): Card {
  const { words } = stage;
  let isChanging = false;
  let latest = first;
  const form = voteForm(stage, first, () => {
    isChanging = false;
    show();
  });
  const thanks = el('p', { class: 'soft', tabindex: -1 }, words.voted);
  const change = (): void => {
    isChanging = true;
    show();
    form.querySelector('input')?.focus();
  };
  const changeButton = el('button', { type: 'button', class: 'quiet', onclick: change }, words.changeVote);
  const show = (): void => {
    const { state, yours } = latest;
    const hadFocus = form.contains(document.activeElement);
    form.hidden = state !== 'open' || (yours !== null && !isChanging);
    changeButton.hidden = state !== 'open';
    after.hidden = yours === null || isChanging;
    if (hadFocus && form.hidden) thanks.focus();
  };
  const after = el('div', { class: 'choices', role: 'status' }, thanks, changeButton);
  return {
    root: el('div', {}, form, after),
    update: (poll) => {
      latest = poll;
      show();
    },
  };
}

/** Bars of the answers; without numbers for those who may not see them yet. */
function resultsOf({ words }: Stage, first: PollView): Card {
  const questions = first.questions.map(({ question, answers }) => {
    const bars = answers.map(({ value }) => ({
      name: el('span', { class: 'answer' }, value),
      number: el('span', { class: 'number' }),
      bar: el('progress', { max: 1, value: 0, 'aria-label': fill(words.votesFor, { answer: value }) }),
    }));
    const items = bars.map(({ name, number, bar }) => el('li', {}, name, number, bar));
    return { bars, root: el('div', {}, el('h4', {}, question), el('ul', {}, ...items)) };
  });
  const root = el('div', { class: 'results' }, ...questions.map((question) => question.root));
  const update = (poll: PollView): void => {
    const isSeen = poll.questions.some(({ answers: [answer] }) => answer !== undefined && answer.votes !== null);
    // Without numbers the answers stand in the form already.
    root.hidden = !isSeen && poll.state === 'open' && poll.yours === null;
    for (const [place, { bars }] of questions.entries()) {
      for (const [index, { name, number, bar }] of bars.entries()) {
        const votes = poll.questions[place]?.answers[index]?.votes ?? null;
        const isYours = poll.yours?.[place]?.includes(index) ?? false;
        name.classList.toggle('yours', isYours);
        bar.hidden = votes === null;
        bar.max = Math.max(1, poll.voters);
        bar.value = votes ?? 0;
        setText(number, votes === null ? '' : `${votes} · ${Math.round((100 * votes) / Math.max(1, poll.voters))} %`);
      }
    }
  };
  return { root, update };
}

function pollActions({ words, send, may }: Stage, { id, name }: PollView): Card {
  const button = (label: string, run: () => void, kind = 'quiet'): HTMLButtonElement =>
    el('button', { type: 'button', class: kind, onclick: run }, label);
  const open = button(words.openPoll, () => send({ do: 'poll-open', poll: id }));
  const close = button(words.closePoll, () => send({ do: 'poll-close', poll: id }));
  const share = button(words.sharePoll, () => send({ do: 'poll-share', poll: id }));
  const remove = button(words.deletePoll, () =>
    ask({
      title: fill(words.deletePollTitle, { name }),
      text: words.deletePollText,
      choices: [
        { label: words.deletePoll, kind: 'danger', run: () => send({ do: 'poll-delete', poll: id }) },
        { label: words.cancel, kind: 'quiet' },
      ],
    }),
  );
  const root = el('div', { class: 'choices' }, open, close, share, remove);
  const update = ({ state, resultsShared }: PollView): void => {
    root.hidden = !may('poll');
    open.hidden = state === 'open';
    close.hidden = state !== 'open';
    share.hidden = state === 'draft' || resultsShared;
    remove.hidden = state === 'open';
  };
  return { root, update };
}
