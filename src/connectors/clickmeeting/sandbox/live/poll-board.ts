import type { Poll, Vote } from '../poll-entities.ts';
import type { Stage } from '../visits.ts';
import { may } from './powers.ts';
import type { Person, PollView } from './protocol.ts';

type Choices = Vote['choices'];

/** Who looks at a poll. */
export interface Viewer {
  readonly person: Person;
  readonly visitorKey: string;
}

interface Entry {
  poll: Poll;
  readonly votes: Map<string, Choices>;
}

/** The polls of an open room, kept at hand so that a vote costs no reading of all the others; the store says what is true. */
export class PollBoard {
  readonly #stage: Stage;
  readonly #entries = new Map<number, Entry>();

  constructor(stage: Stage, roomId: number) {
    this.#stage = stage;
    for (const poll of stage.db.polls.find({ where: { roomId } })) this.#read(poll);
  }

  has(pollId: number): boolean {
    return this.#entries.has(pollId);
  }

  /** Reads a poll again that was made, changed or deleted. */
  refresh(pollId: number): void {
    const poll = this.#stage.db.polls.get(pollId);
    const entry = this.#entries.get(pollId);
    if (poll === undefined) this.#entries.delete(pollId);
    else if (entry === undefined) this.#read(poll);
    else entry.poll = poll;
  }

  /** Reads one vote again. */
  refreshVote(voteId: string): void {
    const entry = this.#entries.get(pollIdOf(voteId));
    const vote = this.#stage.db.votes.get(voteId);
    if (vote === undefined) entry?.votes.delete(voteId);
    else entry?.votes.set(voteId, vote.choices);
  }

  /** Reads all votes again. */
  refreshVotes(): void {
    for (const { poll } of [...this.#entries.values()]) this.#read(poll);
  }

  ids(): number[] {
    return [...this.#entries.keys()];
  }

  /** The poll as somebody may see it; undefined when they may not. */
  viewFor(pollId: number, { person, visitorKey }: Viewer): PollView | undefined {
    const entry = this.#entries.get(pollId);
    const mayManage = may(person.role, 'poll');
    if (entry === undefined || person.state !== 'inside' || (entry.poll.state === 'draft' && !mayManage))
      return undefined;
    const { poll, votes } = entry;
    const counts = mayManage || poll.resultsShared ? countsOf(entry) : undefined;
    return {
      id: poll.id,
      name: poll.name,
      state: poll.state,
      resultsShared: poll.resultsShared,
      questions: poll.questions.map(({ question, multiple, answers }, at) => ({
        question,
        multiple,
        answers: answers.map((value, place) => ({ value, votes: counts?.[at]?.[place] ?? null })),
      })),
      voters: votes.size,
      yours: votes.get(voteIdOf(poll.id, visitorKey)) ?? null,
    };
  }

  viewsFor(viewer: Viewer): PollView[] {
    return this.ids().flatMap((id) => this.viewFor(id, viewer) ?? []);
  }

  #read(poll: Poll): void {
    const votes = this.#stage.db.votes.find({ where: { pollId: poll.id } });
    this.#entries.set(poll.id, { poll, votes: new Map(votes.map(({ id, choices }) => [id, choices])) });
  }
}

/** `pollId:visitorKey`. */
export function voteIdOf(pollId: number, visitorKey: string): string {
  return `${pollId}:${visitorKey}`;
}

export function pollIdOf(voteId: string): number {
  return Number(voteId.split(':', 1)[0]);
}

function countsOf({ poll, votes }: Entry): number[][] {
  const counts = poll.questions.map(({ answers }) => answers.map(() => 0));
  for (const choices of votes.values()) {
    choices.forEach((chosen, question) => {
      for (const place of chosen) {
        const row = counts[question];
        if (row?.[place] !== undefined) row[place] += 1;
      }
    });
  }
  return counts;
}
