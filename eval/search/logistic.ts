export interface Case {
  readonly features: readonly number[];
  readonly isRight: boolean;
}

/** The chance that a case is right is the logistic function of this sum. */
export interface Curve {
  readonly always: number;
  readonly weights: readonly number[];
}

const steps = 2_000;
const rate = 0.5;
/** What a weight costs, in standard deviations. */
const cost = 0.005;

export function chanceOf({ features }: Pick<Case, 'features'>, { always, weights }: Curve): number {
  const sum = features.reduce((all, value, at) => all + value * (weights[at] ?? 0), always);
  return 1 / (1 + Math.exp(-sum));
}

/** Logistic regression by gradient descent. */
export function fitCurve(cases: readonly Case[]): Curve {
  const size = cases[0]?.features.length ?? 0;
  const means = Array.from({ length: size }, (_, at) => meanOf(cases.map(({ features }) => features[at] ?? 0)));
  const spread = means.map((mean, at) => {
    const deviation = Math.sqrt(meanOf(cases.map(({ features }) => ((features[at] ?? 0) - mean) ** 2)));
    return deviation === 0 ? 1 : deviation;
  });
  const shaped = cases.map(({ features, isRight }) => ({
    features: means.map((mean, at) => ((features[at] ?? 0) - mean) / (spread[at] ?? 1)),
    isRight,
  }));
  let always = 0;
  const weights = means.map(() => 0);
  for (let step = 0; step < steps; step += 1) {
    const slope = weights.map((weight) => cost * weight);
    let slopeOfAlways = 0;
    for (const one of shaped) {
      const off = (chanceOf(one, { always, weights }) - (one.isRight ? 1 : 0)) / shaped.length;
      slopeOfAlways += off;
      for (let at = 0; at < size; at += 1) slope[at] = (slope[at] ?? 0) + off * (one.features[at] ?? 0);
    }
    always -= rate * slopeOfAlways;
    for (let at = 0; at < size; at += 1) weights[at] = (weights[at] ?? 0) - rate * (slope[at] ?? 0);
  }
  const own = weights.map((weight, at) => weight / (spread[at] ?? 1));
  return { always: means.reduce((all, mean, at) => all - mean * (own[at] ?? 0), always), weights: own };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
