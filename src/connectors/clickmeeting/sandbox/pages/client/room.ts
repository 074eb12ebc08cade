import type { Person, RoomEvent, RoomFacts, You } from '../../live/protocol.ts';
import { fill } from '../words/fill.ts';
import { chatPart } from './chat.ts';
import { controlsPart } from './controls.ts';
import { el, setText } from './dom.ts';
import type { Part, Scene, Stage } from './page.ts';
import { peoplePart } from './people.ts';
import { pollsPart } from './polls.ts';
import { stagePart } from './stage.ts';

export interface LiveRoom {
  readonly root: HTMLElement;
  reset(scene: Scene): void;
  apply(event: RoomEvent): void;
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
  const refusal = refusalSign();
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
  const dropPerson = (id: number): void => {
    parts.people.drop(id);
    parts.scene.drop(id);
  };
  const apply = (event: RoomEvent): void => {
    if (event.is === 'person') putPerson(event.person);
    if (event.is === 'gone') dropPerson(event.person);
    if (event.is === 'chat') parts.chat.add(event.line);
    if (event.is === 'poll') parts.polls.put(event.poll);
    if (event.is === 'poll-gone') parts.polls.drop(event.poll);
    if (event.is === 'refused') refusal.show(event.why === undefined ? event.message : stage.words.refused[event.why]);
    if (event.is !== 'room') return;
    room = event.room;
    refresh();
  };
  return {
    root: frame(stage, parts, refusal.root),
    reset: (scene) => {
      [room, you] = [scene.room, scene.you];
      for (const part of all) part.reset(scene);
    },
    apply,
  };
}

/** Says for a moment why a command was refused. */
function refusalSign(): { root: HTMLElement; show(message: string): void } {
  let timer: number | undefined;
  const root = el('p', { class: 'bad banner', role: 'alert', hidden: true });
  const show = (message: string): void => {
    window.clearTimeout(timer);
    setText(root, message);
    root.hidden = false;
    timer = window.setTimeout(() => {
      root.hidden = true;
    }, 6000);
  };
  return { root, show };
}

type Parts = Readonly<Record<'controls' | 'scene' | 'polls' | 'people' | 'chat', Part>>;

/** On a narrow screen one panel at a time, chosen by tabs; on a wide one all of them. */
function frame({ words }: Stage, parts: Parts, refused: HTMLElement): HTMLElement {
  const panels = { chat: words.chat, people: words.people, polls: words.polls, scene: words.stage } as const;
  const tabs = Object.entries(panels).map(([name, label]) =>
    el(
      'button',
      { type: 'button', class: 'quiet', 'aria-pressed': 'false', 'data-panel': name, onclick: () => choose(name) },
      label,
    ),
  );
  const root = el(
    'div',
    { class: 'room' },
    parts.controls.root,
    refused,
    el('nav', { class: 'tabs' }, ...tabs),
    el('div', { class: 'column main' }, parts.scene.root, parts.polls.root),
    el('div', { class: 'column side' }, parts.people.root, parts.chat.root),
  );
  const choose = (chosen: string): void => {
    root.dataset['panel'] = chosen;
    for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset['panel'] === chosen));
  };
  choose('chat');
  return root;
}
