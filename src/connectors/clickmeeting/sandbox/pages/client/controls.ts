import type { RoomFacts, You } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { ask } from './dialog.ts';
import { el, setText } from './dom.ts';
import { leaveDialog } from './leave.ts';
import { lengthText, type Part, type Stage } from './page.ts';

/** The bar above the room: its name, how it stands, and what one may do. */
export function controlsPart(stage: Stage): Part {
  const { words, send, may, announce, now } = stage;
  let room: RoomFacts | undefined;
  let you: You | undefined;
  const title = el('h1', {});
  const state = el('span', { class: 'state' });
  const recorder = el('span', { class: 'recording', hidden: true });
  const button = (label: string, run: () => void, kind = 'quiet'): HTMLButtonElement =>
    el('button', { type: 'button', class: kind, onclick: run }, label);
  const hand = button(words.raiseHand, () => send({ do: 'hand', raised: you?.handRaisedAt === null }));
  const start = button(words.start, () => send({ do: 'start' }), '');
  const lobby = button(words.lobby, () => send({ do: 'lobby', enabled: room?.lobbyEnabled !== true }));
  const record = button(words.record, () => send({ do: 'recorder', on: room?.recordingSince === null }));
  const end = button(words.end, () => askToEnd(stage), 'danger');
  const leave = button(words.leave, () => leaveDialog(stage));
  const tick = (): void => {
    const since = room?.recordingSince ?? null;
    recorder.hidden = since === null;
    if (since !== null) setText(recorder, fill(words.recording, { time: lengthText(now() - since) }));
  };
  window.setInterval(tick, 1000);
  const refresh = (facts: RoomFacts, person: You): void => {
    if (room !== undefined && (room.recordingSince === null) !== (facts.recordingSince === null)) {
      announce(facts.recordingSince === null ? words.recorderOff : words.recorderOn);
    }
    [room, you] = [facts, person];
    setText(title, facts.name);
    setText(state, facts.started ? words.running : words.notStarted);
    press(hand, person.handRaisedAt !== null);
    setText(hand, person.handRaisedAt === null ? words.raiseHand : words.lowerHand);
    start.hidden = !may('start') || facts.started;
    lobby.hidden = !may('lobby');
    press(lobby, facts.lobbyEnabled);
    record.hidden = !may('recorder');
    press(record, facts.recordingSince !== null);
    end.hidden = !may('end');
    tick();
  };
  return {
    root: el(
      'header',
      { class: 'bar' },
      el('div', { class: 'title' }, title, state, recorder),
      el('div', { class: 'controls' }, start, hand, lobby, record, end, leave),
    ),
    reset: (scene) => refresh(scene.room, scene.you),
    refresh,
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
