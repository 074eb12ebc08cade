/** What is chosen from: rows of numbers, of which some are right. */
export interface Choice {
  readonly rows: readonly Row[];
}

export interface Row {
  /** What is weighed by how much there is of it. */
  readonly features: readonly number[];
  /** What is there or not, by name. */
  readonly flags: readonly string[];
  readonly isRight: boolean;
}

export interface Weights {
  readonly features: readonly number[];
  readonly flags: ReadonlyMap<string, number>;
}

const steps = 300;
const rate = 0.05;
/** How much a weight costs, of a feature in its standard deviations and of a flag. */
const costs = { feature: 0.01, flag: 0.01 } as const;
/** A flag that is seldom on a right row is not weighed. */
const leastSeen = 5;
/** Adam's. */
const [keepFirst, keepSecond, tiny] = [0.9, 0.99, 1e-8] as const;

export function scoreOf({ features, flags }: Row, weights: Weights): number {
  let score = 0;
  for (const [at, value] of features.entries()) score += value * (weights.features[at] ?? 0);
  for (const flag of flags) score += weights.flags.get(flag) ?? 0;
  return score;
}

/** Weights with which right rows come before the others: the softmax of the scores is brought near to who is right, by Adam. */
export function fitChoices(choices: readonly Choice[]): Weights {
  const known = choices.filter(({ rows }) => rows.some(({ isRight }) => isRight));
  const names = flagsOf(known);
  const spread = spreadOf(known);
  const size = spread.length;
  const values = new Float64Array(size + names.length);
  const [first, second] = [new Float64Array(values.length), new Float64Array(values.length)];
  const places = new Map(names.map((name, at) => [name, size + at]));
  const shaped = known.map(({ rows }) => rows.map((row) => shape(row, spread, places)));
  for (let step = 1; step <= steps; step += 1) {
    const slope = slopeAt(shaped, values, size);
    for (let at = 0; at < values.length; at += 1) {
      const g = slope[at] ?? 0;
      first[at] = keepFirst * (first[at] ?? 0) + (1 - keepFirst) * g;
      second[at] = keepSecond * (second[at] ?? 0) + (1 - keepSecond) * g * g;
      const move = (first[at] ?? 0) / (1 - keepFirst ** step);
      values[at] = (values[at] ?? 0) - (rate * move) / (Math.sqrt((second[at] ?? 0) / (1 - keepSecond ** step)) + tiny);
    }
  }
  return {
    features: spread.map((one, at) => (values[at] ?? 0) / one),
    flags: new Map(names.map((name, at) => [name, values[size + at] ?? 0])),
  };
}

interface Shaped {
  readonly values: Float64Array;
  /** Places of the flags that are on. */
  readonly on: readonly number[];
  readonly isRight: boolean;
}

function shape(
  { features, flags, isRight }: Row,
  spread: readonly number[],
  places: ReadonlyMap<string, number>,
): Shaped {
  const values = Float64Array.from(features, (value, at) => value / (spread[at] ?? 1));
  return { values, on: flags.flatMap((flag) => places.get(flag) ?? []), isRight };
}

function slopeAt(choices: readonly (readonly Shaped[])[], weights: Float64Array, size: number): Float64Array {
  const slope = weights.map((weight, at) => weight * (at < size ? costs.feature : costs.flag));
  for (const rows of choices) {
    const scores = rows.map(({ values, on }) => {
      let score = 0;
      for (let at = 0; at < size; at += 1) score += (values[at] ?? 0) * (weights[at] ?? 0);
      for (const at of on) score += weights[at] ?? 0;
      return score;
    });
    const most = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - most));
    const all = shares.reduce((sum, share) => sum + share, 0);
    const right = rows.filter(({ isRight }) => isRight).length;
    for (const [nth, { values, on, isRight }] of rows.entries()) {
      const off = ((shares[nth] ?? 0) / all - (isRight ? 1 / right : 0)) / choices.length;
      for (let at = 0; at < size; at += 1) slope[at] = (slope[at] ?? 0) + off * (values[at] ?? 0);
      for (const at of on) slope[at] = (slope[at] ?? 0) + off;
    }
  }
  return slope;
}

function flagsOf(choices: readonly Choice[]): string[] {
  const seen = new Map<string, number>();
  for (const { rows } of choices)
    for (const flag of new Set(rows.filter(({ isRight }) => isRight).flatMap(({ flags }) => flags)))
      seen.set(flag, (seen.get(flag) ?? 0) + 1);
  return [...seen].flatMap(([flag, count]) => (count >= leastSeen ? [flag] : [])).sort();
}

/** The standard deviation of each feature, 1 for one that is always the same. */
function spreadOf(choices: readonly Choice[]): number[] {
  const rows = choices.flatMap((choice) => choice.rows);
  const count = rows[0]?.features.length ?? 0;
  return Array.from({ length: count }, (_, at) => {
    const values = rows.map(({ features }) => features[at] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return variance === 0 ? 1 : Math.sqrt(variance);
  });
}
