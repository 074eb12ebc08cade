import { writeFileSync } from 'node:fs';
import { bestOf, certaintyFeatures, certaintyNames } from '../../src/gateway/search/certainty.ts';
import { Elsewhere } from '../../src/gateway/search/elsewhere.ts';
import { ActionIndex } from '../../src/gateway/search/index/action-index.ts';
import type { Searchable } from '../../src/gateway/search/index/document.ts';
import present from '../../src/gateway/search/index/weights.json' with { type: 'json' };
import { readVectors } from '../../src/gateway/search/language/vectors.ts';
import { appOf, type Query } from './files.ts';
import { type Case, type Curve, chanceOf, fitCurve } from './logistic.ts';

const files = {
  vectors: new URL('../../src/gateway/search/language/vectors.bin', import.meta.url),
  weights: new URL('../../src/gateway/search/index/weights.json', import.meta.url),
};
/** Set by judgement: the queries that this is fitted to are for actions without phrases. */
const judged: ReadonlySet<string> = new Set(['asking', 'same']);
const weighed = certaintyNames.flatMap((name, at) => (judged.has(name) ? [] : [{ name, at }]));
const folds = 5;
/** So many of the queries that have an answer may go without one. The queries that this is fitted to are harder than most. */
const mostEmpty = 0.04;

interface Asked extends Case {
  readonly app: string;
}

/** Queries, and the actions that they are asked of. */
export interface Asking {
  readonly actions: readonly Searchable[];
  readonly queries: readonly Query[];
}

/** Fits how sure the search is of its best answer, tells how well that does on apps that it did not see, and writes it. */
export function fitCertainty(askings: readonly Asking[]): void {
  const vectors = readVectors(files.vectors);
  const elsewhere = new Elsewhere(vectors);
  const asked = askings.flatMap(({ actions, queries }) => {
    const index = new ActionIndex(actions, vectors);
    return queries.flatMap((query) => askedOf(index, elsewhere, query) ?? []);
  });
  const apps = [...new Set(asked.map(({ app }) => app))];
  const foldOf = new Map(apps.map((app, at) => [app, at % folds]));
  const seen = Array.from({ length: folds }, (_, fold) => {
    const curve = fitCurve(asked.filter(({ app }) => foldOf.get(app) !== fold));
    return asked.filter(({ app }) => foldOf.get(app) === fold).map((one) => ({ one, chance: chanceOf(one, curve) }));
  }).flat();
  for (const most of [0.02, 0.03, 0.045, 0.06]) {
    const threshold = thresholdOf(seen, most);
    const none = seen.filter(({ one }) => !one.isRight);
    const empty = none.filter(({ chance }) => chance < threshold).length / none.length;
    console.log(
      `${(most * 100).toFixed(1)} % wrongly empty: below ${threshold.toFixed(3)}, ${(empty * 100).toFixed(0)} % of those without an answer`,
    );
  }
  const all = fitCurve(asked);
  const threshold = thresholdOf(
    asked.map((one) => ({ one, chance: chanceOf(one, all) })),
    mostEmpty,
  );
  writeFileSync(files.weights, `${JSON.stringify({ ...present, certainty: written(all, threshold) }, undefined, 2)}\n`);
  console.log('wrote weights.json');
}

/** Undefined where nothing is found. */
function askedOf(index: ActionIndex, elsewhere: Elsewhere, query: Query): Asked | undefined {
  const apps = query.scope === '*' ? undefined : [query.scope];
  const isEverywhere = apps === undefined && index.appsNamed(query.query).length === 0;
  const best = bestOf(index.find(query.query, { apps }), { elsewhere: elsewhere.best(query.query), isEverywhere });
  if (best === undefined) return undefined;
  const features = certaintyFeatures(best);
  return {
    app: appOf(query),
    features: weighed.map(({ at }) => features[at] ?? 0),
    isRight: query.acceptable.length > 0,
  };
}

function thresholdOf(asked: readonly { readonly one: Case; readonly chance: number }[], most: number): number {
  const chances = asked.filter(({ one }) => one.isRight).map(({ chance }) => chance);
  return chances.sort((a, b) => a - b)[Math.floor(most * chances.length)] ?? 0;
}

function written(curve: Curve, threshold: number) {
  const round = (value: number) => Math.round(value * 1_000) / 1_000;
  const fixed = Object.fromEntries(Object.entries(present.certainty).filter(([name]) => judged.has(name)));
  const fitted = Object.fromEntries(weighed.map(({ name }, at) => [name, round(curve.weights[at] ?? 0)]));
  return { always: round(curve.always), threshold: round(threshold), ...fitted, ...fixed };
}
