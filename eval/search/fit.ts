import { writeFileSync } from 'node:fs';
import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { featureNames } from '../../src/gateway/search/index/features.ts';
import present from '../../src/gateway/search/index/weights.json' with { type: 'json' };
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { figure, measures, type Outcome } from './figures.ts';
import { appOf, type Query } from './files.ts';
import { type Choice, fitChoices, type Row, scoreOf, type Weights } from './listwise.ts';

interface Case extends Choice {
  readonly query: Query;
  readonly app: string;
}

const files = {
  vectors: new URL('../../src/gateway/search/language/vectors.bin', import.meta.url),
  weights: new URL('../../src/gateway/search/index/weights.json', import.meta.url),
};
/**
 * Set by judgement: the queries that this is fitted to are for actions without phrases, and where one was meant, all is dangerous. The
 * tendency is what the flags make.
 */
const judged: ReadonlySet<string> = new Set(['asking', 'same', 'tendency', 'bulk']);
const weighed = featureNames.flatMap((name, at) => (judged.has(name) ? [] : [{ name, at }]));
const folds = 5;
/** Of the whole catalogue so many of the best are looked at. */
const mostRows = 60;
/** The scores of the best ones are brought to this, so that what compares scores need not change. */
const usualBest = 4.5;

/** Fits the weights to the queries, tells how well that does on apps that it did not see, and writes them. */
export function fitWeights(actions: readonly Searchable[], queries: readonly Query[]): void {
  const index = new ActionIndex(actions, readVectors(files.vectors));
  const known = queries.filter(({ acceptable }) => acceptable.length > 0).map((query) => caseOf(index, query));
  const apps = [...new Set(known.map(({ app }) => app))];
  const foldOf = new Map(apps.map((app, at) => [app, at % folds]));
  const outcomes: Outcome[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = fitChoices(known.filter(({ app }) => foldOf.get(app) !== fold));
    for (const one of known) if (foldOf.get(one.app) === fold) outcomes.push(outcomeOf(one, weights));
  }
  console.log(`on the apps that each fit did not see: ${figures(outcomes)}`);
  const all = fitChoices(known);
  console.log(`fitted to all: ${figures(known.map((one) => outcomeOf(one, all)))}`);
  writeFileSync(files.weights, `${JSON.stringify({ ...present, ...written(all, known) }, undefined, 2)}\n`);
  console.log('wrote weights.json');
}

function caseOf(index: ActionIndex, query: Query): Case {
  const { rows, reading } = index.look(query.query, { apps: query.scope === '*' ? undefined : [query.scope] });
  const shown = rows.map(({ id, features, verb }): Row => {
    const flags = verb === undefined ? [] : [`${reading.mood}/${verb}`];
    if (verb !== undefined && reading.hasNumber) flags.push(`number/${verb}`);
    return { features: weighed.map(({ at }) => features[at] ?? 0), flags, isRight: query.acceptable.includes(id) };
  });
  const order = new Map(shown.map((row) => [row, row.features.reduce((sum, value) => sum + value, 0)]));
  const best = [...shown].sort((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0)).slice(0, mostRows);
  const kept = new Set([...best, ...shown.filter(({ isRight }) => isRight)]);
  return { query, app: appOf(query), rows: [...kept] };
}

function outcomeOf({ query, rows }: Case, weights: Weights): Outcome {
  const sorted = [...rows].sort((a, b) => scoreOf(b, weights) - scoreOf(a, weights));
  return { query, rank: sorted.findIndex(({ isRight }) => isRight) + 1, isEmpty: rows.length === 0 };
}

function written(weights: Weights, cases: readonly Case[]) {
  const best = cases.map(({ rows }) => Math.max(0, ...rows.map((row) => scoreOf(row, weights))));
  const scale = usualBest / (best.reduce((sum, one) => sum + one, 0) / best.length);
  const round = (value: number) => Math.round(value * scale * 1_000) / 1_000;
  const fixed = Object.fromEntries(Object.entries(present.features).filter(([name]) => judged.has(name)));
  const features = Object.fromEntries(weighed.map(({ name }, at) => [name, round(weights.features[at] ?? 0)]));
  const tendencies: Record<string, Record<string, number>> = {};
  for (const [flag, weight] of weights.flags) {
    const [mood = '', verb = ''] = flag.split('/');
    tendencies[mood] = { ...tendencies[mood], [verb]: round(weight) };
  }
  return { features: { ...features, ...fixed }, tendencies };
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
