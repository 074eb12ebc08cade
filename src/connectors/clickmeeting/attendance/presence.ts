/** A time that somebody was inside. Units: epoch ms; `from` is not after `to`. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

/** Time in a union of stays: overlapping ones, of two devices, count once. Units: ms. */
export function presentMs(stays: readonly Stay[]): number {
  let total = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...stays].sort((a, b) => a.from - b.from)) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}
