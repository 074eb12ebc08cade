import { vi } from 'vitest';
import type { RunningSandbox } from '../../../../sandbox/server.ts';
import type { Role } from '../entities.ts';
import { ask, roomOf, socketUrl, stageOf, startRooms, TestPage } from './page.fixture.ts';
import type { Command, RoomEvent } from './protocol.ts';

/** One person's time inside, as the person's own page told it. */
export interface Stay {
  readonly nickname: string;
  readonly email: string;
  readonly cookie: string;
  readonly meeting: Meeting;
  role: Role;
  readonly from: number;
  to: number;
  rating: number | null;
  comment: string | null;
  /** Choices by poll. */
  readonly votes: Map<number, number[][]>;
}

/** What happened from the first coming to the last leaving. */
export interface Meeting {
  readonly from: number;
  to: number;
  peak: number;
  readonly lines: { readonly at: number; readonly nickname: string; readonly text: string }[];
  readonly recordedSeconds: number[];
}

interface Somebody {
  readonly email: string;
  readonly cameAs: Role;
  cookie: string;
  nickname: string;
  visitId: number;
  page: TestPage | undefined;
  stay: Stay | undefined;
}

export const questions = [
  { question: 'First?', answers: ['a', 'b', 'c'], multiple: false },
  { question: 'Second?', answers: ['d', 'e'], multiple: true },
];

/** A room in which people do what comes to their minds, with a log of what came of it by what their pages were told. */
export class RandomMeeting {
  readonly sandbox: RunningSandbox;
  readonly stays: Stay[] = [];
  readonly meetings: Meeting[] = [];
  readonly #people: Somebody[];
  readonly #polls = new Set<number>();
  #dice: number;
  #recordingSince: number | null = null;
  #comings = 0;
  #realMs = 0;
  /** Of the last deed, in the order in which they came. */
  #told: { readonly who: Somebody; readonly page: TestPage; readonly event: RoomEvent }[] = [];

  private constructor(sandbox: RunningSandbox, seed: number, count: number) {
    this.sandbox = sandbox;
    this.#dice = seed;
    const leading: readonly Role[] = ['host', 'moderator', 'presenter'];
    this.#people = Array.from({ length: count }, (_, at) => ({
      email: `p${at}@example.com`,
      cameAs: leading[at] ?? 'listener',
      cookie: '',
      nickname: '',
      visitId: 0,
      page: undefined,
      stay: undefined,
    }));
    const machineNow = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => machineNow() + this.#realMs);
  }

  /** With fewer places in the room than people. */
  static async start(seed: number, count: number): Promise<RandomMeeting> {
    const sandbox = await startRooms();
    sandbox.world.store.setState('plan', { maxAttendees: Math.ceil(count * 0.6), maxParallelEvents: 10 });
    return new RandomMeeting(sandbox, seed, count);
  }

  /** One deed of one person. */
  async step(): Promise<void> {
    // Each deed has its own second, so that nobody is too fast.
    this.#pass(1000 + Math.floor(this.#roll() * 40_000), 1000);
    // Who leads does more than others.
    const who = this.#pick(this.#roll() < 0.35 ? this.#people.slice(0, 3) : this.#people);
    if (who.page === undefined) await this.#come(who);
    else await this.#act(who, who.page);
    await this.#settle();
  }

  /** Everybody leaves, so that the last meeting is in the reports too. */
  async finish(): Promise<void> {
    this.#pass(60_000, 1000);
    // Those in the lobby first, whom a free place would let in for an instant.
    for (const isInside of [false, true]) {
      for (const { page, stay } of this.#people) if ((stay !== undefined) === isInside) page?.do({ do: 'leave' });
      await this.#settle();
    }
  }

  get #now(): number {
    return this.sandbox.world.clock.now();
  }

  #pass(ms: number, realMs: number): void {
    this.sandbox.world.clock.advance(ms);
    this.#realMs += realMs;
  }

  #roll(): number {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#dice / 2 ** 32;
  }

  #pick<T>(values: readonly T[]): T {
    // No list here is empty.
    return values[Math.floor(this.#roll() * values.length)] as T;
  }

  /** Enters by the form or, with a role, by a login link; also somebody who is inside under another name. */
  async #come(who: Somebody): Promise<void> {
    this.#comings += 1;
    const nickname = `Coming ${this.#comings}`;
    const path = `${this.sandbox.origin}/${roomOf(this.sandbox).nameUrl}`;
    const facts = { nickname, email: who.email, role: who.cameAs };
    const headers = { cookie: who.cookie };
    const init = { redirect: 'manual', headers } as const;
    const response =
      who.cameAs === 'listener'
        ? await fetch(path, { ...init, method: 'POST', body: new URLSearchParams({ ...facts, action: 'enter' }) })
        : await fetch(`${path}?l=${await this.#hashFor(facts)}`, init);
    who.cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    // Else the room is full, or the person was removed.
    if (response.status === 403) return;
    who.nickname = nickname;
    await this.#open(who);
  }

  async #hashFor(facts: Record<string, string>): Promise<string> {
    const body = new URLSearchParams(facts);
    return (await ask(this.sandbox, '/conferences/10001/room/autologin_hash', { method: 'POST', body })).autologin_hash;
  }

  async #open(who: Somebody): Promise<void> {
    const page = new TestPage(socketUrl(this.sandbox, roomOf(this.sandbox), who.cookie.split('=')[1] ?? ''));
    who.page = page;
    page.socket.on('message', (data) => void this.#told.push({ who, page, event: JSON.parse(String(data)) }));
    await page.next('scene');
  }

  async #act(who: Somebody, page: TestPage): Promise<void> {
    const kind = this.#roll();
    if (kind < 0.06) return this.#closeTab(who, page);
    if (kind < 0.1) return this.#come(who);
    if (kind < 0.16) return this.#leaveByForm(who);
    const command = who.cameAs === 'listener' || kind < 0.5 ? this.#deed() : this.#leadingDeed();
    page.do(command);
    await page.settled();
    const wasRefused = this.#told.some(({ who: other, event }) => other === who && event.is === 'refused');
    if (!wasRefused) this.#note(who, command);
  }

  #deed(): Command {
    const poll = this.#pick([1, ...this.#polls]);
    return this.#pick<Command>([
      { do: 'chat', text: `"Said"; at ${this.#now},\n żółć` },
      { do: 'chat', text: String(this.#now) },
      { do: 'hand', raised: this.#roll() < 0.5 },
      { do: 'vote', poll, choices: [[Math.floor(this.#roll() * 3)], this.#pick([[], [1], [0, 1]])] },
      { do: 'rate', stars: 1 + Math.floor(this.#roll() * 5), ...this.#pick([{}, { comment: 'Good, "really"' }]) },
      ...(this.#roll() < 0.3 ? [{ do: 'leave' } as const] : []),
    ]);
  }

  #leadingDeed(): Command {
    const poll = this.#pick([1, ...this.#polls]);
    const person = this.#pick(this.#people).visitId || 1;
    return this.#pick<Command>([
      { do: 'poll-create', name: `Poll at ${this.#now}`, questions },
      { do: 'poll-open', poll },
      { do: 'poll-open', poll },
      { do: 'poll-close', poll },
      { do: 'poll-share', poll },
      { do: this.#roll() < 0.3 ? 'poll-delete' : 'poll-open', poll },
      { do: 'lobby', enabled: this.#roll() < 0.4 },
      { do: 'admit' },
      { do: 'start' },
      { do: 'remove', person },
      { do: 'role', person, role: this.#pick(['listener', 'presenter']) },
      { do: 'recorder', on: this.#roll() < 0.6 },
      ...(this.#roll() < 0.4 ? [{ do: 'end' } as const] : []),
    ]);
  }

  async #leaveByForm(who: Somebody): Promise<void> {
    const stars = this.#pick(['', '1', '5']);
    const body = new URLSearchParams({ action: 'leave', rating: stars, comment: 'By form' });
    const path = `${this.sandbox.origin}/${roomOf(this.sandbox).nameUrl}`;
    await fetch(path, { method: 'POST', body, headers: { cookie: who.cookie }, redirect: 'manual' });
    if (who.stay !== undefined && stars !== '') Object.assign(who.stay, { rating: Number(stars), comment: 'By form' });
  }

  /** Sometimes only to open it again at once. */
  async #closeTab(who: Somebody, page: TestPage): Promise<void> {
    const closedAt = this.#now;
    const { db } = stageOf(this.sandbox);
    page.socket.close();
    await vi.waitFor(() => {
      if (db.visits.get(who.visitId)?.lastSeenAt !== closedAt) throw new Error('the server has not noticed');
    });
    this.#pass(10_000, 10_000);
    if (this.#roll() < 0.5) return this.#open(who);
    // The page hears nothing of it, so its time ends here.
    who.page = undefined;
    this.#leave(who, closedAt);
    this.#pass(60_000, 31_000);
    await ask(this.sandbox, '/ping');
  }

  #note(who: Somebody, command: Command): void {
    const { stay } = who;
    if (stay === undefined) return;
    const { meeting } = stay;
    if (command.do === 'chat') meeting.lines.push({ at: this.#now, nickname: stay.nickname, text: command.text });
    if (command.do === 'rate') Object.assign(stay, { rating: command.stars, comment: command.comment ?? null });
    if (command.do === 'recorder') this.#record(meeting, command.on);
    const isHere = (other: Stay): boolean => other.meeting === meeting;
    if (command.do === 'vote') {
      // Who came again has one vote.
      for (const other of this.stays)
        if (isHere(other) && other.cookie === who.cookie) other.votes.delete(command.poll);
      stay.votes.set(command.poll, command.choices);
    }
    if (command.do === 'poll-delete')
      for (const other of this.stays) if (isHere(other)) other.votes.delete(command.poll);
  }

  #record(meeting: Meeting, isOn: boolean): void {
    if (isOn) this.#recordingSince ??= this.#now;
    else if (this.#recordingSince !== null) {
      meeting.recordedSeconds.push(Math.round((this.#now - this.#recordingSince) / 1000));
      this.#recordingSince = null;
    }
  }

  /** Waits until everybody was told everything, and writes the log: who left, then who came. */
  async #settle(): Promise<void> {
    for (const { page } of this.#people) if (page !== undefined) await page.settled();
    const told = this.#told;
    this.#told = [];
    for (const { who, page, event } of told) {
      if (event.is === 'poll') this.#polls.add(event.poll.id);
      if (event.is === 'poll-gone') this.#polls.delete(event.poll);
      if (event.is !== 'bye') continue;
      if (who.page === page) who.page = undefined;
      // Of two tabs the older one hears that the visit goes on as another.
      if (who.stay !== undefined && (who.page === undefined || event.reason === 'elsewhere'))
        this.#leave(who, this.#now);
    }
    for (const { who, page, event } of told) if (event.is === 'scene' && who.page === page) this.#see(who, event.you);
  }

  #see(who: Somebody, { id, state, role }: { id: number; state: string; role: Role }): void {
    who.visitId = id;
    if (state !== 'inside') return;
    if (who.stay !== undefined) {
      who.stay.role = role;
      return;
    }
    const inside = this.#people.filter(({ stay }) => stay !== undefined);
    const now = this.#now;
    const fresh: Meeting = { from: now, to: 0, peak: 0, lines: [], recordedSeconds: [] };
    const meeting = inside[0]?.stay?.meeting ?? fresh;
    if (meeting === fresh) this.meetings.push(fresh);
    meeting.peak = Math.max(meeting.peak, inside.length + 1);
    const { nickname, email, cookie } = who;
    const votes = new Map<number, number[][]>();
    who.stay = { nickname, email, cookie, meeting, role, from: now, to: 0, rating: null, comment: null, votes };
    this.stays.push(who.stay);
  }

  #leave(who: Somebody, at: number): void {
    const { stay } = who;
    if (stay === undefined) return;
    stay.to = at;
    who.stay = undefined;
    if (this.#people.some((other) => other.stay !== undefined)) return;
    stay.meeting.to = Math.max(...this.stays.filter(({ meeting }) => meeting === stay.meeting).map(({ to }) => to));
    if (this.#recordingSince !== null) {
      stay.meeting.recordedSeconds.push(Math.round((stay.meeting.to - this.#recordingSince) / 1000));
      this.#recordingSince = null;
    }
  }
}
