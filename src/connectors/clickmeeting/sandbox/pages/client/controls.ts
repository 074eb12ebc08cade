import type { RoomFacts, You } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el, setText } from './dom.ts';
import { leaveDialog } from './leave.ts';
import { lengthText, type Part, type Stage } from './page.ts';

/** The bar above the room: its name, how it stands, and what one may do. */
export function controlsPart(stage: Stage): Part {
  const title = el('h1', {});
  const state = el('span', { class: 'state' });
  const recorder = recorderSign(stage);
  const buttons = buttonsPart(stage);
  const refresh = (room: RoomFacts, you: You): void => {
    setText(title, room.name);
    setText(state, stateOf(room, stage));
    recorder.show(room.recordingSince);
    buttons.refresh(room, you);
  };
  return {
    root: el('header', { class: 'bar' }, el('div', { class: 'title' }, title, state, recorder.root), buttons.root),
    reset: ({ room, you }) => refresh(room, you),
    refresh,
  };
}

/** Without a lobby people are let in before anybody starts the meeting. */
function stateOf({ started, lobbyEnabled, startsAt }: RoomFacts, { words, now }: Stage): string {
  if (started) return words.running;
  return !lobbyEnabled && (startsAt === null || startsAt <= now()) ? words.openRoom : words.notStarted;
}

/** Says in sight of all for how long the recorder has been running. */
function recorderSign({ words, announce, now }: Stage): { root: HTMLElement; show(since: number | null): void } {
  let since: number | null = null;
  const root = el('span', { class: 'recording', hidden: true });
  const tick = (): void => {
    if (since !== null) setText(root, fill(words.recording, { time: lengthText(now() - since) }));
  };
  window.setInterval(tick, 1000);
  return {
    root,
    show: (next) => {
      if ((next === null) !== (since === null)) announce(next === null ? words.recorderOff : words.recorderOn);
      since = next;
      root.hidden = next === null;
      tick();
    },
  };
}

function buttonsPart(stage: Stage): { root: HTMLElement; refresh(room: RoomFacts, you: You): void } {
  const { words, send, may } = stage;
  let room: RoomFacts | undefined;
  let you: You | undefined;
  const button = (label: string, run: () => void, kind = 'quiet'): HTMLButtonElement =>
    el('button', { type: 'button', class: kind, onclick: run }, label);
  const hand = button(words.raiseHand, () => send({ do: 'hand', raised: you?.handRaisedAt === null }));
  const start = button(words.start, () => send({ do: 'start' }), '');
  const lobby = button(words.lobby, () => send({ do: 'lobby', enabled: room?.lobbyEnabled !== true }));
  const record = button(words.record, () => send({ do: 'recorder', on: room?.recordingSince === null }));
  const end = button(words.end, () => askToEnd(stage), 'danger');
  const leave = button(words.leave, () => leaveDialog(stage));
  return {
    root: el('div', { class: 'controls' }, start, hand, lobby, record, end, leave),
    refresh: (facts, person) => {
      [room, you] = [facts, person];
      setText(hand, person.handRaisedAt === null ? words.raiseHand : words.lowerHand);
      press(lobby, facts.lobbyEnabled);
      press(record, facts.recordingSince !== null);
      start.hidden = !may('start') || facts.started;
      lobby.hidden = !may('lobby');
      record.hidden = !may('recorder');
      end.hidden = !may('end');
    },
  };
}

function press(button: HTMLElement, isPressed: boolean): void {
  button.setAttribute('aria-pressed', String(isPressed));
}

function askToEnd({ words, send }: Stage): void {
  ask({
    title: words.endTitle,
    text: words.endText,
    choices: [
      { label: words.end, kind: 'danger', run: () => send({ do: 'end' }) },
      { label: words.cancel, kind: 'quiet' },
    ],
  });
}
