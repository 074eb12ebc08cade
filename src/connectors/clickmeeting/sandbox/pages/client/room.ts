import type { Person, RoomEvent, RoomFacts, You } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { chatPart } from './chat.ts';
import { controlsPart } from './controls.ts';
import { el, setText } from './dom.ts';
import type { Panel, Part, Scene, Stage } from './page.ts';
import { peoplePart } from './people.ts';
import { pollsPart } from './polls.ts';
import { stagePart } from './stage.ts';

export interface LiveRoom {
  readonly root: HTMLElement;
  reset(scene: Scene): void;
  apply(event: RoomEvent): void;
  /** Marks a panel that is out of sight. */
  notice(panel: Panel): void;
}

/** The room from inside. Each event changes what it is about and nothing else. */
export function liveRoom(stage: Stage, setYou: (you: You) => void): LiveRoom {
  const parts = {
    controls: controlsPart(stage),
    scene: stagePart(stage),
    polls: pollsPart(stage),
    people: peoplePart(stage),
    chat: chatPart(stage),
  };
  const all: readonly Part[] = Object.values(parts);
  let room: RoomFacts | undefined;
  let you: You | undefined;
  const refusal = refusalSign(stage);
  const { root, notice } = frame(stage, parts, refusal.root);
  const refresh = (): void => {
    if (room !== undefined && you !== undefined) for (const part of all) part.refresh?.(room, you);
  };
  const putPerson = (person: Person): void => {
    if (person.id === you?.id) {
      you = { ...you, ...person };
      setYou(you);
      refresh();
    }
    const isNewHand = person.handRaisedAt !== null && stage.may('hands') && person.id !== you?.id;
    if (isNewHand) stage.announce(fill(stage.words.raised, { name: person.nickname }));
    parts.people.put(person);
    parts.scene.put(person);
  };
  const apply = (event: RoomEvent): void => {
    if (event.is === 'person') putPerson(event.person);
    if (event.is === 'gone') for (const part of [parts.people, parts.scene]) part.drop(event.person);
    if (event.is === 'chat') parts.chat.add(event.line);
    if (event.is === 'poll') parts.polls.put(event.poll);
    if (event.is === 'poll-gone') parts.polls.drop(event.poll);
    if (event.is === 'refused') refusal.show(event);
    if (event.is !== 'room') return;
    room = event.room;
    refresh();
  };
  return {
    root,
    notice,
    reset: (scene) => {
      [room, you] = [scene.room, scene.you];
      for (const part of all) part.reset(scene);
    },
    apply,
  };
}

type Refusal = Extract<RoomEvent, { is: 'refused' }>;

/** Says for a moment why a command was refused. */
function refusalSign({ words }: Stage): { root: HTMLElement; show(event: Refusal): void } {
  let timer: number | undefined;
  const root = el('p', { class: 'bad banner', role: 'alert', hidden: true });
  const show = ({ why, message }: Refusal): void => {
    window.clearTimeout(timer);
    setText(root, why === undefined ? message : words.refused[why]);
    root.hidden = false;
    timer = window.setTimeout(() => {
      root.hidden = true;
    }, 6000);
  };
  return { root, show };
}

type Parts = Readonly<Record<'controls' | 'scene' | 'polls' | 'people' | 'chat', Part>>;

/** On a narrow screen one panel at a time, chosen by tabs; on a wide one all of them. */
function frame({ words }: Stage, parts: Parts, refused: HTMLElement): Pick<LiveRoom, 'root' | 'notice'> {
  const tab = (name: Panel, label: string): HTMLElement =>
    el('button', { type: 'button', class: 'quiet', 'data-panel': name, onclick: () => choose(name) }, label);
  const tabs: Readonly<Record<Panel, HTMLElement>> = {
    chat: tab('chat', words.chat),
    people: tab('people', words.people),
    polls: tab('polls', words.polls),
    scene: tab('scene', words.stage),
  };
  const root = el(
    'div',
    { class: 'room' },
    parts.controls.root,
    refused,
    el('nav', { class: 'tabs' }, ...Object.values(tabs)),
    el('div', { class: 'column main' }, parts.scene.root, parts.polls.root),
    el('div', { class: 'column side' }, parts.people.root, parts.chat.root),
  );
  const choose = (chosen: Panel): void => {
    root.dataset['panel'] = chosen;
    for (const [name, button] of Object.entries(tabs)) button.setAttribute('aria-pressed', String(name === chosen));
    delete tabs[chosen].dataset['news'];
  };
  choose('chat');
  const notice = (panel: Panel): void => {
    if (root.dataset['panel'] !== panel) tabs[panel].dataset['news'] = '';
  };
  return { root, notice };
}
