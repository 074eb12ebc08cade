import type { ChatMessage, Visit } from '../entities.ts';
import { openSessionOf, type Stage } from '../visits.ts';
import { PollBoard } from './poll-board.ts';
import { may, powersOf } from './powers.ts';
import type { Person, RoomEvent } from './protocol.ts';
import { chatLineOf, factsOf, personOf } from './views.ts';

/** One page of a visit: two tabs of a browser are two. */
export interface Page {
  readonly visitId: number;
  readonly visitorKey: string;
  /** The last chat line that it was told of. */
  lastLine: number;
  send(text: string): void;
  close(code: number, reason: string): void;
}

const sceneLines = 200;

/** A room with pages open: who is there as last told to the pages, so that only what changed is told again. */
export class OpenRoom {
  readonly id: number;
  readonly #stage: Stage;
  readonly #pages = new Map<number, Set<Page>>();
  readonly #people = new Map<number, Person>();
  readonly #polls: PollBoard;
  #facts = '';

  constructor(stage: Stage, roomId: number) {
    this.#stage = stage;
    this.id = roomId;
    this.#polls = new PollBoard(stage, roomId);
    for (const visit of stage.db.visits.find({ where: { roomId, state: ['lobby', 'inside'] } })) {
      const person = personOf(visit);
      if (person !== undefined) this.#people.set(visit.id, person);
    }
    this.#facts = JSON.stringify(this.#readFacts());
  }

  get isWatched(): boolean {
    return this.#pages.size > 0;
  }

  /** Whether a visit has a page open. */
  isShown(visitId: number): boolean {
    return this.#pages.has(visitId);
  }

  /** How many pages of a visit are open. */
  pagesOf(visitId: number): number {
    return this.#pages.get(visitId)?.size ?? 0;
  }

  /** Whether the pages know of somebody. */
  knows(visitId: number): boolean {
    return this.#people.has(visitId);
  }

  knownVisits(): number[] {
    return [...this.#people.keys()];
  }

  holds(pollId: number): boolean {
    return this.#polls.has(pollId);
  }

  open(page: Page): void {
    // The others hear of the person before the page is one of those who are told: its scene comes first.
    this.showVisit(page.visitId);
    const pages = this.#pages.get(page.visitId) ?? new Set();
    this.#pages.set(page.visitId, pages.add(page));
    if (this.#people.has(page.visitId)) this.#sendScene(page);
    else this.sendOffIfOver(page.visitId);
  }

  close(page: Page): void {
    const pages = this.#pages.get(page.visitId);
    pages?.delete(page);
    if (pages?.size === 0) this.#pages.delete(page.visitId);
  }

  /** Says good-bye to the pages of a visit that is over. */
  sendOffIfOver(visitId: number): void {
    const visit = this.#stage.db.visits.get(visitId);
    if (visit === undefined || visit.state === 'left') this.#sendOff(visitId, visit);
  }

  /** Tells the others what became of a visit; of one that is gone, too. */
  showVisit(visitId: number): void {
    const visit = this.#stage.db.visits.get(visitId);
    const before = this.#people.get(visitId);
    const after = visit === undefined ? undefined : personOf(visit);
    if (after === undefined) {
      if (before !== undefined) this.#showGone(before);
      return;
    }
    if (before !== undefined && isSame(before, after)) return;
    this.#people.set(visitId, after);
    const isMoved = before !== undefined && (before.state !== after.state || before.role !== after.role);
    const text = textOf({ is: 'person', person: after });
    for (const page of this.#pagesThatSee(after)) if (!isMoved || page.visitId !== visitId) page.send(text);
    if (isMoved) for (const page of this.#pages.get(visitId) ?? []) this.#sendScene(page);
  }

  showChat(message: ChatMessage): void {
    const text = textOf({ is: 'chat', line: chatLineOf(message) });
    for (const page of this.#pagesInside()) {
      // A scene of the same turn may hold it already.
      if (page.lastLine >= message.id) continue;
      page.lastLine = message.id;
      page.send(text);
    }
  }

  /** Tells what changed in the room itself; when it is gone, everybody goes. */
  showFacts(): void {
    const facts = this.#readFacts();
    if (facts === undefined) {
      for (const visitId of [...this.#pages.keys()]) this.#sendOff(visitId, undefined);
      return;
    }
    const text = JSON.stringify(facts);
    if (text === this.#facts) return;
    this.#facts = text;
    const event = textOf({ is: 'room', room: facts });
    for (const pages of this.#pages.values()) for (const page of pages) page.send(event);
  }

  showPoll(pollId: number): void {
    const isNew = !this.#polls.has(pollId);
    this.#polls.refresh(pollId);
    if (this.#polls.has(pollId)) this.#sendPoll(pollId);
    else if (!isNew) this.#sendInside(textOf({ is: 'poll-gone', poll: pollId }));
  }

  /** Takes note of a vote; `showPoll` tells it. Without an id, of all votes. */
  noteVote(voteId: string | undefined): void {
    if (voteId === undefined) this.#polls.refreshVotes();
    else this.#polls.refreshVote(voteId);
  }

  pollIds(): number[] {
    return this.#polls.ids();
  }

  /** Tells the time of the sandbox's clock. */
  showClock(now: number): void {
    const text = textOf({ is: 'clock', now });
    for (const pages of this.#pages.values()) for (const page of pages) page.send(text);
  }

  /** Breaks off all pages; they come back by themselves. */
  breakOff(reason: string): void {
    for (const pages of this.#pages.values()) for (const page of pages) page.close(1011, reason);
  }

  #sendInside(text: string): void {
    for (const page of this.#pagesInside()) page.send(text);
  }

  #readFacts() {
    const room = this.#stage.db.rooms.get(this.id);
    return room === undefined ? undefined : factsOf(room, openSessionOf(this.#stage, this.id));
  }

  #showGone(person: Person): void {
    this.#people.delete(person.id);
    const text = textOf({ is: 'gone', person: person.id });
    for (const page of this.#pagesThatSee(person)) page.send(text);
  }

  #sendOff(visitId: number, visit: Visit | undefined): void {
    const isGone = this.#stage.db.rooms.get(this.id) === undefined;
    const reason = isGone ? 'closed' : (visit?.leftBecause ?? 'closed');
    const text = textOf({ is: 'bye', reason });
    for (const page of this.#pages.get(visitId) ?? []) {
      page.send(text);
      page.close(1000, reason);
    }
    this.#pages.delete(visitId);
  }

  #sendScene(page: Page): void {
    const { db, world } = this.#stage;
    const person = this.#people.get(page.visitId);
    const room = this.#readFacts();
    if (person === undefined || room === undefined) return;
    const isInside = person.state === 'inside';
    const session = isInside ? openSessionOf(this.#stage, this.id) : undefined;
    const chat =
      session === undefined
        ? []
        : db.chatMessages.find({ where: { sessionId: session.id }, orderBy: '-id', limit: sceneLines }).reverse();
    page.lastLine = Math.max(page.lastLine, chat.at(-1)?.id ?? 0);
    const seen = [...this.#people.values()].filter((other) => sees(person, other));
    page.send(
      textOf({
        is: 'scene',
        you: { ...person, powers: isInside ? powersOf(person.role) : [] },
        room,
        people: seen,
        chat: chat.map(chatLineOf),
        polls: this.#polls.viewsFor({ person, visitorKey: page.visitorKey }),
        now: world.clock.now(),
      }),
    );
  }

  #sendPoll(pollId: number): void {
    // Most people see the same, so few texts are made.
    const texts = new Map<string, string | undefined>();
    for (const page of this.#pagesInside()) {
      const person = this.#people.get(page.visitId);
      if (person === undefined) continue;
      const view = this.#polls.viewFor(pollId, { person, visitorKey: page.visitorKey });
      if (view === undefined) continue;
      const kind = `${may(person.role, 'poll')} ${JSON.stringify(view.yours)}`;
      const text = texts.get(kind) ?? textOf({ is: 'poll', poll: view });
      texts.set(kind, text);
      page.send(text);
    }
  }

  *#pagesInside(): Generator<Page> {
    for (const [visitId, pages] of this.#pages) {
      if (this.#people.get(visitId)?.state === 'inside') yield* pages;
    }
  }

  *#pagesThatSee(other: Person): Generator<Page> {
    for (const [visitId, pages] of this.#pages) {
      const person = this.#people.get(visitId);
      if (person !== undefined && sees(person, other)) yield* pages;
    }
  }
}

function sees(person: Person, other: Person): boolean {
  if (person.id === other.id) return true;
  if (person.state === 'lobby') return false;
  return other.state === 'inside' || may(person.role, 'admit');
}

function isSame(left: Person, right: Person): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** An event as it travels. */
export function textOf(event: RoomEvent): string {
  return JSON.stringify(event);
}
