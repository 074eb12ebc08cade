import { z } from 'zod';
import { PorinError } from './errors.ts';

/** Of everything that changes what others may change too: the revision that its caller saw, and the header that it comes in. */
export const seenRevision = {
  ifMatch: z
    .string()
    .max(100)
    .optional()
    .describe('The revision that you saw: when somebody has changed it since, nothing is changed'),
};
export const seenRevisionHeaders = { ifMatch: 'If-Match' };

/** The revision that an `If-Match` names, as `revision` shows it: the header has it in quotes; `*` is any. */
export function revisionSeen(ifMatch: string | undefined): string | undefined {
  const named = ifMatch?.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
  return named === '*' ? undefined : named;
}

/** Errors: `conflict` when a thing, named as in `The action act_…`, has another revision than was seen. */
export function checkRevision(thing: string, current: number, seen: string | undefined): void {
  if (seen === undefined || seen === String(current)) return;
  throw new PorinError('conflict', `${thing} has changed: it has the revision ${current}, not ${seen.slice(0, 40)}`, {
    hint: 'Look at it again, and send the change with its revision of then',
    details: { revision: String(current) },
  });
}
