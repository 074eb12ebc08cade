/**
 * The numbers of a test's rounds: so many, or as many as a slow machine plays in the time, but never fewer than `atLeast`.
 * `PORIN_TEST_ROUNDS=all` plays them all, however long it takes.
 */
export function* roundsWithin({
  atMost,
  atLeast,
  ms,
}: {
  readonly atMost: number;
  readonly atLeast: number;
  readonly ms: number;
}): Generator<number> {
  const endsAt = process.env['PORIN_TEST_ROUNDS'] === 'all' ? Number.POSITIVE_INFINITY : performance.now() + ms;
  for (let round = 0; round < atMost && (round < atLeast || performance.now() < endsAt); round++) yield round;
}
