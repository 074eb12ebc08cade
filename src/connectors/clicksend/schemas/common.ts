import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import type { QueryValue } from '../../../kernel/http.ts';
import { moment } from '../times.ts';

/** An id that the app counts up. */
export function id(description: string) {
  return z.int().min(1).describe(description);
}

export const listId = id('Id of a contact list; list-contact-lists gives it');
export const contactId = id('Id of a contact of the list; list-contacts gives it');
export const messageId = z
  .string()
  .min(8)
  .max(64)
  .describe('Id of a message, letters and digits in five groups; the send action and the history give it');

export const since = moment('Only what is as new as this: ISO 8601 with an offset, or Unix seconds').optional();
export const until = moment('Only what is as old as this: ISO 8601 with an offset, or Unix seconds').optional();

export const channel = z
  .enum(['sms', 'mms', 'voice'])
  .default('sms')
  .describe('Kind of message: sms, mms or voice. Default sms');

/** The app's search expression `field:value,field2:value`. Errors: `bad_request` for a value that it cannot carry. */
export function searchFor(terms: Readonly<Record<string, string | number | undefined>>): QueryValue {
  const given = Object.entries(terms).filter(([, value]) => value !== undefined && value !== '');
  for (const [name, value] of given)
    if (/[,:]/.test(String(value)))
      throw new PorinError(
        'bad_request',
        `${name}: '${value}' has a comma or colon, which the app's search cannot carry`,
      );
  return given.length === 0 ? undefined : given.map(([name, value]) => `${name}:${value}`).join(',');
}
