/** Makes each row as long as 1. */
export function normalise(rows: readonly Float64Array[]): void {
  for (const row of rows) {
    const length = Math.sqrt(dot(row, row)) + 1e-9;
    for (let at = 0; at < row.length; at += 1) row[at] = (row[at] ?? 0) / length;
  }
}

export function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) add(mean, row, 1 / rows.length);
  return mean;
}

export function add(to: Float64Array, row: Float64Array, weight: number): void {
  for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) + (row[at] ?? 0) * weight;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

/** The directions in which rows differ most, the strongest first: eigenvectors of the sum of their squares, by Jacobi's rotations. */
export function directions(rows: readonly Float64Array[]): Float64Array[] {
  const size = rows[0]?.length ?? 0;
  const squares = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows) for (let at = 0; at < size; at += 1) add(squares[at] as Float64Array, row, row[at] ?? 0);
  // Row `at` is the direction that belongs to the value `squares[at][at]` in the end.
  const found = Array.from({ length: size }, (_, at) => new Float64Array(size).fill(1, at, at + 1));
  for (let sweep = 0; sweep < sweeps; sweep += 1)
    for (let one = 0; one < size; one += 1)
      for (let other = one + 1; other < size; other += 1) rotate(squares, found, one, other);
  const strengthOf = (at: number) => squares[at]?.[at] ?? 0;
  return [...found.keys()].sort((a, b) => strengthOf(b) - strengthOf(a)).map((at) => found[at] as Float64Array);
}

/** More than enough for a hundred numbers: each sweep squares what is left. */
const sweeps = 12;

/** Turns the plane of two axes so that their product vanishes. */
function rotate(squares: Float64Array[], found: Float64Array[], one: number, other: number): void {
  const [a, b, first, second] = [squares[one], squares[other], found[one], found[other]];
  const product = a?.[other] ?? 0;
  if (!a || !b || !first || !second || product === 0) return;
  const theta = ((b[other] ?? 0) - (a[one] ?? 0)) / (2 * product);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  const turned = (x: number, y: number) => [cosine * x - sine * y, sine * x + cosine * y] as const;
  for (const row of squares) [row[one], row[other]] = turned(row[one] ?? 0, row[other] ?? 0);
  for (let at = 0; at < a.length; at += 1) {
    [a[at], b[at]] = turned(a[at] ?? 0, b[at] ?? 0);
    [first[at], second[at]] = turned(first[at] ?? 0, second[at] ?? 0);
  }
}
