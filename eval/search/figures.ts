import type { Engine } from './engine.ts';
import type { Query } from './files.ts';

/** What came of one query. */
export interface Outcome {
  readonly query: Query;
  /** Place of the first right action, from 1; 0 when it was not found. */
  readonly rank: number;
  readonly isEmpty: boolean;
}

/** A share of the outcomes, or a mean over them, with the bounds between which it lies with 95 %. */
export interface Figure {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const measures = {
  'recall@1': ({ rank }: Outcome) => within(rank, 1),
  'recall@3': ({ rank }: Outcome) => within(rank, 3),
  'recall@5': ({ rank }: Outcome) => within(rank, 5),
  'recall@10': ({ rank }: Outcome) => within(rank, 10),
  MRR: ({ rank }: Outcome) => (rank === 0 ? 0 : 1 / rank),
} as const;

export const isEmpty = ({ isEmpty }: Outcome) => (isEmpty ? 1 : 0);

const resamples = 2_000;

export async function ask(engine: Engine, queries: readonly Query[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const query of queries) {
    const found = await engine.find(query.query, query.scope === '*' ? undefined : query.scope);
    const rank = found.findIndex((id) => query.acceptable.includes(id)) + 1;
    outcomes.push({ query, rank, isEmpty: found.length === 0 });
  }
  return outcomes;
}

/** The mean with its bounds, by drawing from the outcomes again and again; the same at every run. */
export function figure(outcomes: readonly Outcome[], measure: (outcome: Outcome) => number): Figure {
  const values = outcomes.map(measure);
  const random = randomFrom(values.length);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn += 1) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  const at = (share: number) => means[Math.round(share * (resamples - 1))] ?? Number.NaN;
  return { value: values.reduce((sum, value) => sum + value, 0) / values.length, low: at(0.025), high: at(0.975) };
}

export const isAnswerable = ({ query }: Outcome) => query.acceptable.length > 0;

function within(rank: number, most: number): number {
  return rank > 0 && rank <= most ? 1 : 0;
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
