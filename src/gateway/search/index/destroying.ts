import type { Reading } from '../language/reading.ts';
import type { VerbClass } from '../language/verbs.ts';

const destroying: readonly VerbClass[] = [
  ...(['delete', 'cancel', 'stop', 'archive', 'unsubscribe', 'reject', 'block', 'disable', 'reset', 'refund'] as const),
  ...(['unlink', 'unassign', 'unpublish', 'merge', 'close'] as const),
];
const leastWanted = 0.5;
/** In a question the verb says less. */
const leastInQuestion = 0.4;

const requests = new Set(['how', 'can', 'could', 'will', 'would', 'do']);

/** True for `delete the list` and `how do I delete a list`, not for `who unsubscribed`. */
export function asksToDestroy({ verbs, lemmas, isQuestion }: Reading): boolean {
  const least = isQuestion ? leastInQuestion : leastWanted;
  return (!isQuestion || requests.has(lemmas[0] ?? '')) && destroying.some((verb) => (verbs.get(verb) ?? 0) >= least);
}
