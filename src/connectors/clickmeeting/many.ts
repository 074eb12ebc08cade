import type { PorinError } from '../../kernel/errors.ts';
import type { Tried } from './calls.ts';

/** Counts statuses, in the words of the answer. */
export function countOf(items: readonly { readonly status: string }[], ...statuses: readonly string[]): number {
  return items.filter(({ status }) => statuses.includes(status)).length;
}

/** Status and message of what was not done, the same for every action of many items. */
export function notDone(tried: Exclude<Tried<unknown>, { how: 'done' }>) {
  if (tried.how === 'not_tried') return { status: 'not_tried' as const };
  return { status: tried.how, error: tried.error.message };
}

/** Why the work ended early, as a note that says what to do `next`. */
export function stopNote(stoppedBy: PorinError | undefined, next: string): string[] {
  return stoppedBy ? [`Stopped: ${stoppedBy.message}. ${next}`] : [];
}
