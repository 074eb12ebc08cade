import type { Signs } from './index/features.ts';

/**
 * How sure it is that the best action found is of any use, by what speaks for it: a logistic curve, fitted to the development queries and to
 * the same ones asked of apps that have nothing to do with them.
 */
const curve = {
  verb: 1.18,
  covered: 1.72,
  object: 1.38,
  cosine: 1.65,
  matched: 2.49,
  asking: 2,
  same: 6,
  least: -2.92,
} as const;

/** Below this nothing fits: of a hundred development queries that have an answer two go without one. */
export const leastCertain = 0.16;

/** By how much less an action's own score may be for its shown score to be a third. */
const margin = 1.2;

export function certaintyOf({ verb, covered, object, cosine, matched, asking, same }: Signs): number {
  const sum =
    curve.least +
    curve.verb * verb +
    curve.covered * covered +
    curve.object * object +
    curve.cosine * cosine +
    curve.matched * matched +
    curve.asking * asking +
    curve.same * same;
  return 1 / (1 + Math.exp(-sum));
}

/** The shown score, 0 to 1: how sure the best one is, less by how far this one is behind it. */
export function scoreBeside(certainty: number, behind: number): number {
  return Math.round(certainty * Math.exp(-behind / margin) * 1e6) / 1e6;
}
