import type { Round } from './run-chaos.ts';
import type { Logged, Told, Wish } from './run-chaos-world.ts';

/** What of a round must not be, in words. */
export function check(round: Round, effects: ReadonlyMap<string, number>): string[] {
  const wrong = round.wishes.flatMap((wish) => [...checkEffects(round, wish, effects), ...checkTold(round, wish)]);
  const open = round.logged.filter(({ status }) => status === 'running').map(({ id }) => `${id} is running still`);
  const silent = round.logged
    .filter(({ status, hint }) => status === 'unknown' && !hint.includes('porin action run read-one --connectionId='))
    .map(({ id }) => `${id} is unknown and does not say how to find out`);
  return [...wrong, ...open, ...silent].map((what) => `round ${round.number}: ${what}`);
}

function checkEffects(
  { logged }: Round,
  { marker, action, key }: Wish,
  effects: ReadonlyMap<string, number>,
): string[] {
  const markers = action === 'make-two' ? [`${marker}/1`, `${marker}/2`] : [marker];
  const counts = markers.map((one) => effects.get(one) ?? 0);
  const runs = logged.filter((run) => run.marker === marker);
  const wrong: string[] = [];
  const isDone = counts.some((count) => count > 0);
  if (counts.some((count) => count > 1)) wrong.push(`${marker} took effect ${counts.join(' and ')} times`);
  if (isDone && !runs.some(({ status }) => status === 'success' || status === 'unknown'))
    wrong.push(`${marker} took effect, and its runs are ${JSON.stringify(runs)}`);
  if (runs.some(({ status }) => status === 'success') && action !== 'read-one' && counts.some((count) => count !== 1))
    wrong.push(`${marker} is a success without its effects`);
  // A key may be freed and used again, and then the earlier runs did nothing.
  if (key !== undefined && runs.filter(({ status }) => status !== 'error').length > 1)
    wrong.push(`${marker} has several runs under one key: ${JSON.stringify(runs)}`);
  return wrong;
}

function checkTold({ before, after, logged }: Round, { marker, action, key }: Wish): string[] {
  const ofMarker = (told: readonly Told[]) => told.filter((one) => one.marker === marker);
  const first = ofMarker(before);
  const again = ofMarker(after);
  const wrong = [...first, ...again].flatMap((told) => disagreement(told, logged));
  if (key === undefined) return wrong;
  if (again.length === 0) wrong.push(`${marker} was asked for again and not answered`);
  const final = [...first, ...again].filter(isFinal);
  // A read that a dead process began runs anew, so only its last answer stands.
  if (action !== 'read-one' && new Set(final.map(({ runId }) => runId)).size > 1)
    wrong.push(`${marker} was answered by several runs: ${JSON.stringify(final)}`);
  if (first.some(isFinal) && again.some(({ isReplay }) => !isReplay))
    wrong.push(`${marker} was answered, and ran again: ${JSON.stringify([...first, ...again])}`);
  return wrong;
}

function isFinal({ code }: Told): boolean {
  return code === undefined || code === 'outcome_unknown';
}

/** What a client was told is in the log, with that outcome. */
function disagreement({ marker, runId, code }: Told, logged: readonly Logged[]): string[] {
  const run = logged.find(({ id }) => id === runId);
  const status = code === undefined ? 'success' : code === 'outcome_unknown' ? 'unknown' : 'error';
  if (run?.status === status) return [];
  return [`${marker} was told ${code ?? 'success'} of ${runId}, and the log has ${JSON.stringify(run)}`];
}
