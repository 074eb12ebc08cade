interface Scored {
  readonly score: number;
}

/** Cormack, Clarke and Büttcher, 2009: so that no list decides by its first place alone. */
const smoothing = 60;

/**
 * Orders what the words found by reciprocal rank in that order and in the order of likeness. One whose likeness is not known keeps the
 * place that the words gave it. The scores stay, dealt anew: how well the best fits is for the words to say. What may not lead is never
 * put first.
 */
export function blend<T extends Scored>(
  found: readonly T[],
  likeness: readonly (number | undefined)[],
  mayLead: (one: T) => boolean,
): readonly T[] {
  const known = likeness.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  const ranks = new Map(
    known.sort((a, b) => b.value - a.value || a.at - b.at).map(({ at }, rank) => [at, rank] as const),
  );
  const worth = (at: number) => 1 / (smoothing + at) + 1 / (smoothing + (ranks.get(at) ?? at));
  const order = [...found.keys()].sort((a, b) => worth(b) - worth(a) || a - b);
  const leader = order.find((at) => found[at] !== undefined && mayLead(found[at])) ?? order[0];
  return [...order.filter((at) => at === leader), ...order.filter((at) => at !== leader)].flatMap((from, to) => {
    const [one, place] = [found[from], found[to]];
    return one && place ? [{ ...one, score: place.score }] : [];
  });
}
