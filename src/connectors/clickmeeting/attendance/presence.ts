/** A time that somebody was inside. Units: epoch ms; `from` is not after `to`. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

/** Whoever reloads the page has not been away; the app tells times in whole minutes, so that seconds may look like one. */
const reloadMs = 60_000;

/**
 * Time in a union of stays: overlapping ones, of two devices, count once, and a gap of up to a minute is no
 * absence. Units: ms.
 */
export function presentMs(stays: readonly Stay[]): number {
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...stays].sort((a, b) => a.from - b.from)) {
    const begin = from - end <= reloadMs ? end : from;
    total += Math.max(0, to - begin);
    end = Math.max(end, to);
  }
  return total;
}
