import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError } from '../../../kernel/errors.ts';
import { pageOf } from '../answers.ts';
import { rule } from '../schemas/rules.ts';

/** What to know about the rules behind an unread list that is empty: without one of action POLL it stays empty for ever. */
export async function pollRuleNotes(
  call: RunTools['call'],
  { rules, remedy }: { readonly rules: string; readonly remedy: string },
): Promise<string[]> {
  try {
    const answer = await call({ method: 'GET', path: rules, query: { page: 1, limit: 100 }, effect: 'read' });
    const polling = pageOf(rule, answer).items.filter(({ action, enabled }) => action === 'POLL' && enabled !== false);
    if (polling.length > 0) return [];
    return [
      `No enabled rule with action POLL exists, so the app keeps nothing here. ${remedy} makes one; it works for what comes after it`,
    ];
  } catch (error) {
    // A subaccount may read the list and not the rules; the list stands without the note.
    if (isPorinError(error) && error.code === 'upstream_refused') return [];
    throw error;
  }
}
