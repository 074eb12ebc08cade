import type { Signs } from './index/features.ts';
import weights from './index/weights.json' with { type: 'json' };

/** What says whether the best action found is of any use, by name. */
export const certaintyNames = [
  ...['verb', 'covered', 'object', 'cosine', 'matched', 'strongest', 'verbNoun', 'asked', 'absent', 'absentThings'],
  ...['wanted', 'score', 'everywhere', 'besideOthers', 'againstOthers', 'served', 'askedAbsent', 'askedElsewhere'],
  ...['length', 'asking', 'same'],
] as const;
const fitted: Readonly<Record<string, number>> = weights.certainty;

/** Below this nothing fits. */
export const leastCertain: number = weights.certainty.threshold;

/** By how much less an action's own score may be for its shown score to be a third. */
const margin = 1.2;
/** So much is one behind that was not asked for word by word where another was. */
const uncalled = 0.8;
/** So that a little is no great share of nothing. */
const floor = 0.5;
/** Meanings no nearer than this have nothing to do with each other. */
const leastAlike = 0.1;

interface Fitting {
  readonly signs: Signs;
  readonly score: number;
}

/** The best action, and what it is seen beside. */
export interface Best extends Fitting {
  /** How well the action serves what is wanted that serves it best. */
  readonly served: number;
  /** The score of the best action that apps in general have for it. */
  readonly elsewhere: number;
  /** Actions of all apps were looked at. */
  readonly isEverywhere: boolean;
}

/** Undefined where nothing was found; the best is the first. */
export function bestOf(found: readonly Fitting[], beside: Pick<Best, 'elsewhere' | 'isEverywhere'>): Best | undefined {
  const [best] = found;
  if (best === undefined) return undefined;
  return { ...best, ...beside, served: found.reduce((most, { signs }) => Math.max(most, signs.verb), 0) };
}

/** In the order of `certaintyNames`. */
export function certaintyFeatures({ signs, score, elsewhere, isEverywhere, served }: Best): readonly number[] {
  const {
    verb,
    covered,
    object,
    cosine,
    matched,
    strongest,
    asked,
    absent,
    absentThings,
    wanted,
    length,
    asking,
    same,
  } = signs;
  return [
    ...[
      verb,
      covered,
      object,
      cosine,
      matched,
      strongest,
      (verb * (covered + object)) / 2,
      asked,
      absent,
      absentThings,
    ],
    ...[wanted, score, isEverywhere ? 1 : 0, score / (elsewhere + floor), score - elsewhere, served],
    ...[asked * absent, asked * (score - elsewhere), length, asking * asking, same],
  ];
}

/** How sure it is that the best action found is of any use, 0 to 1: a logistic curve. */
export function certaintyOf(found: readonly Fitting[], beside: Pick<Best, 'elsewhere' | 'isEverywhere'>): number {
  const best = bestOf(found, beside);
  if (best === undefined || isNothing(best)) return 0;
  const features = certaintyFeatures(best);
  const sum = certaintyNames.reduce((all, name, at) => all + (fitted[name] ?? 0) * (features[at] ?? 0), 0);
  return 1 / (1 + Math.exp(-sum - weights.certainty.always));
}

/** Not a word of the query means anything here. */
function isNothing({ signs: { strongest, cosine, same } }: Best): boolean {
  return strongest === 0 && cosine < leastAlike && same === 0;
}

/** The shown score, 0 to 1: how sure the best one is, less by how far this one is behind it. */
export function scoreBeside(certainty: number, best: Fitting, one: Fitting): number {
  const behind = Math.max(0, aside(best) - aside(one)) + (isCalled(best) && !isCalled(one) ? uncalled : 0);
  return Math.round(certainty * Math.exp(-behind / margin) * 1e6) / 1e6;
}

/** What was asked word by word is so far ahead that the others would seem to be nothing. */
function aside({ score, signs }: Fitting): number {
  return score - weights.features.same * signs.same;
}

function isCalled({ signs }: Fitting): boolean {
  return signs.same === 1;
}
