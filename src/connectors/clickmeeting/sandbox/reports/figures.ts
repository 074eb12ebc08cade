import type { Visit } from '../entities.ts';
import type { Poll } from '../poll-entities.ts';
import { countPeople } from '../sessions-people.ts';

/** What a session comes to in numbers. */
export interface Totals {
  readonly people: number;
  readonly visits: number;
  /** Of all visits together. */
  readonly minutes: number;
  /** Of one person; 0 when nobody came. */
  readonly averageMinutes: number;
  readonly ratings: number;
  /** Undefined when nobody rated. */
  readonly averageRating: number | undefined;
  /** How many people gave 5, 4, 3, 2 and 1 stars. */
  readonly byStars: readonly (readonly [stars: number, count: number])[];
}

/** From entering to leaving, rounded. */
export function minutesOf({ enteredAt, arrivedAt, leftAt }: Visit): number {
  const from = enteredAt ?? arrivedAt;
  return Math.round(((leftAt ?? from) - from) / 60_000);
}

export function totalsOf(visits: readonly Visit[]): Totals {
  const people = countPeople(visits);
  const minutes = visits.reduce((sum, visit) => sum + minutesOf(visit), 0);
  const stars = visits.flatMap(({ rating }) => (rating === null ? [] : [rating]));
  return {
    people,
    visits: visits.length,
    minutes,
    averageMinutes: people === 0 ? 0 : minutes / people,
    ratings: stars.length,
    averageRating: stars.length === 0 ? undefined : stars.reduce((sum, given) => sum + given, 0) / stars.length,
    byStars: [5, 4, 3, 2, 1].map((given) => [given, stars.filter((one) => one === given).length] as const),
  };
}

export interface QuestionResult {
  readonly poll: string;
  readonly question: string;
  /** People who answered it. */
  readonly voters: number;
  /** In the order of the poll, those that nobody chose too. */
  readonly answers: readonly { readonly value: string; readonly votes: number }[];
}

interface Tally {
  readonly poll: string;
  readonly question: string;
  voters: number;
  readonly votes: Map<string, number>;
}

/** What people answered, question by question; `polls` are those of the session, for answers that nobody chose. */
export function pollResults(polls: readonly Poll[], visits: readonly Visit[]): QuestionResult[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (poll: string, question: string): Tally => {
    const key = JSON.stringify([poll, question]);
    const tally = tallies.get(key) ?? { poll, question, voters: 0, votes: new Map<string, number>() };
    tallies.set(key, tally);
    return tally;
  };
  for (const { name, questions } of polls) {
    for (const { question, answers } of questions) {
      for (const answer of answers) tallyOf(name, question).votes.set(answer, 0);
    }
  }
  for (const { name, questions } of visits.flatMap((visit) => visit.polls)) {
    for (const { question, answers } of questions) {
      const tally = tallyOf(name, question);
      tally.voters += answers.length > 0 ? 1 : 0;
      for (const { value } of answers) tally.votes.set(value, (tally.votes.get(value) ?? 0) + 1);
    }
  }
  return [...tallies.values()].map(({ votes, ...tally }) => {
    return { ...tally, answers: [...votes].map(([value, count]) => ({ value, votes: count })) };
  });
}
