import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { W } from '../../src/gateway/search/index/features.ts';
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { figure, measures, type Outcome } from './figures.ts';
import type { Query } from './files.ts';

interface Case {
  readonly query: Query;
  readonly rows: readonly { readonly id: string; readonly isRight: boolean; readonly features: readonly number[] }[];
}

const vectors = readVectors(new URL('../../src/gateway/search/language/vectors.bin', import.meta.url));
const folds = 4;
const steps = [0.5, 0.25, 0.12];
const rounds = 4;
/** Below this a gain is chance. */
const leastGain = 1e-6;

/** Fits the weights of the features to the queries, by cross-validation and then to all; prints what to put into features.ts. */
export function fitWeights(actions: readonly Searchable[], queries: readonly Query[]): void {
  const index = new ActionIndex(actions, vectors);
  const cases = queries.map((query): Case => {
    const seen = index.look(query.query, { app: query.scope === '*' ? undefined : query.scope });
    return { query, rows: seen.map((row) => ({ ...row, isRight: query.acceptable.includes(row.id) })) };
  });
  const known = cases.filter(({ query }) => query.acceptable.length > 0);
  print('present weights', W, known);
  const held: Outcome[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = fit(known.filter((_, at) => at % folds !== fold));
    held.push(
      ...outcomesOf(
        known.filter((_, at) => at % folds === fold),
        weights,
      ),
    );
  }
  console.log(`on the part that each fit did not see: ${figures(held)}`);
  print('fitted to all', fit(known), known);
}

/** Moves one weight after the other as long as that helps. */
function fit(cases: readonly Case[]): number[] {
  const weights = [...W];
  let best = worth(cases, weights);
  for (const step of steps)
    for (let round = 0; round < rounds; round += 1)
      for (const at of weights.keys())
        for (const move of [step, -step]) {
          const before = weights[at] ?? 0;
          weights[at] = Math.max(0, before + move);
          const now = worth(cases, weights);
          if (now > best + leastGain) best = now;
          else weights[at] = before;
        }
  return weights;
}

function worth(cases: readonly Case[], weights: readonly number[]): number {
  let sum = 0;
  for (const { rank } of outcomesOf(cases, weights)) sum += (rank === 0 ? 0 : 1 / rank) + (rank === 1 ? 0.3 : 0);
  return sum / cases.length;
}

function outcomesOf(cases: readonly Case[], weights: readonly number[]): Outcome[] {
  return cases.map(({ query, rows }) => {
    const scores = rows.map(({ features }) => features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
    let best = -1;
    for (const [at, { isRight }] of rows.entries()) if (isRight && (best < 0 || isBefore(at, best))) best = at;
    let rank = best < 0 ? 0 : 1;
    for (const [at, { isRight }] of rows.entries()) if (best >= 0 && !isRight && isBefore(at, best)) rank += 1;
    return { query, rank, isEmpty: rows.length === 0 };

    function isBefore(a: number, b: number): boolean {
      const [one, other] = [scores[a] ?? 0, scores[b] ?? 0];
      return one > other || (one === other && (rows[a]?.id ?? '') < (rows[b]?.id ?? ''));
    }
  });
}

function print(name: string, weights: readonly number[], cases: readonly Case[]): void {
  console.log(`${name}: ${weights.map((weight) => Number(weight.toFixed(2))).join(', ')}`);
  console.log(`  ${figures(outcomesOf(cases, weights))}`);
}

function figures(outcomes: readonly Outcome[]): string {
  const parts = [
    ['within an app', outcomes.filter(({ query }) => query.scope !== '*')],
    ['whole catalogue', outcomes.filter(({ query }) => query.scope === '*')],
  ] as const;
  const shown = parts.map(([name, own]) => {
    const values = Object.entries(measures).map(
      ([what, measure]) => `${what} ${figure(own, measure).value.toFixed(3)}`,
    );
    return `${name} ${values.join(' ')}`;
  });
  return shown.join(' | ');
}
