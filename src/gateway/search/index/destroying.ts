import type { Reading } from '../language/reading.ts';
import { affinity, type VerbClass, verbClasses } from '../language/verbs.ts';

/** What does so serves who wants to delete, or is served by deleting, at least so well. */
const leastServing = 0.55;
/** The rest that takes something away, though it is not deleted. */
const others: readonly VerbClass[] = [
  ...(['stop', 'reject', 'block', 'disable', 'reset', 'refund', 'unpublish', 'merge', 'close', 'redact'] as const),
];
const destroying: ReadonlySet<VerbClass> = new Set([
  ...verbClasses.filter((verb) => Math.max(affinity(verb, 'delete'), affinity('delete', verb)) >= leastServing),
  ...others,
]);
const leastWanted = 0.5;
/** What is wanted much less than something else is not asked for. */
const nearlyMost = 0.9;
/** In a question the verb says less. */
const leastInQuestion = 0.4;

const requests = new Set(['how', 'can', 'could', 'will', 'would', 'do']);

/** True for `delete the list` and `how do I delete a list`, not for `who unsubscribed` and `how many left`. */
export function asksToDestroy({ verbs, lemmas, isQuestion, mood }: Reading): boolean {
  const least = isQuestion ? leastInQuestion : leastWanted;
  const isRequest = !isQuestion || (mood !== 'how many' && requests.has(lemmas[0] ?? ''));
  const most = Math.max(...verbs.values());
  return (
    isRequest &&
    [...verbs].some(([verb, weight]) => weight >= Math.max(least, most * nearlyMost) && destroying.has(verb))
  );
}
