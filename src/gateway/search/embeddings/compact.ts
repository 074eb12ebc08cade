/** A vector as signed bytes: its direction to about a percent, in an eighth of the memory. */
export function compact(values: readonly number[]): Int8Array {
  const most = values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 0);
  return Int8Array.from(values, (value) => Math.round((value * 127) / (most || 1)));
}

/** Cosine of the angle between two of the same length. */
export function cosine(a: Int8Array, b: Int8Array): number {
  let [dot, squaresA, squaresB] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const [one = 0, other = 0] = [a[at], b[at]];
    dot += one * other;
    squaresA += one * one;
    squaresB += other * other;
  }
  return dot / (Math.sqrt(squaresA * squaresB) || 1);
}
