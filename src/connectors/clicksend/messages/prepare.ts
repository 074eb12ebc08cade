import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { country, phone, phoneChecker } from '../phone.ts';
import { listId } from '../schemas/common.ts';
import { requireFuture, schedule } from '../times.ts';
import type { Rejected } from './report.ts';
import { remedyOf } from './statuses.ts';

const mostMessages = 20_000;

/** A message as the app takes it. */
export type Wire = Readonly<Record<string, unknown>>;

/** Who a message is for, and what every kind of message has. */
export const addressed = {
  to: z
    .union([phone, z.array(phone).min(1, 'name at least one number').max(10_000)])
    .optional()
    .describe("Number, or a list of numbers that get the same message: '+61411111111', or local ones with country"),
  list_id: listId.optional().describe('In place of to: everybody on this contact list; list-contact-lists gives ids'),
  country: country.optional(),
  schedule,
  custom_string: z
    .string()
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Your reference, up to 50 characters; receipts and replies carry it, and find-messages finds the message by it. Default: one is made',
    ),
};

export const sender = z
  .string()
  .max(20)
  .refine((from) => !/[A-Za-z]/.test(from) || (from.length <= 11 && /^[A-Za-z0-9]+$/.test(from)), {
    error: 'a name as sender has at most 11 letters and digits and no spaces',
  })
  .optional()
  .describe('Sender: a number of the account, or a name of at most 11 letters and digits. Default: a shared number');

/** Exactly one of `to` and `list_id` says who gets a message. */
export function hasOneAddress({ to, list_id }: { readonly to?: unknown; readonly list_id?: unknown }): boolean {
  return (to === undefined) !== (list_id === undefined);
}

export const oneAddress = { path: ['to'], error: 'give either to or list_id' };

/** Whether a reference was made here, for one message alone. */
export function isOwnReference(reference: unknown): boolean {
  return typeof reference === 'string' && /^p-[0-9a-f]{10}-[0-9a-z]+$/.test(reference);
}

type Asked = { readonly [K in keyof typeof addressed]?: z.output<(typeof addressed)[K]> };

/**
 * The messages of a run as the app takes them: one for each number, every one with a reference. Numbers that cannot be are rejected here,
 * and the others still go out. Errors: `bad_request` when none is left, or for a moment that is over.
 */
export async function prepare<M extends Asked>(
  messages: readonly M[],
  { now, wire }: { readonly now: number; wire(message: Omit<M, 'to'>): Wire },
): Promise<{ readonly ready: Wire[]; readonly rejected: Rejected[] }> {
  const count = messages.reduce((sum, { to }) => sum + (Array.isArray(to) ? to.length : 1), 0);
  if (count > mostMessages)
    throw new PorinError('bad_request', `messages: ${count} at once are more than ${mostMessages}`, {
      hint: 'Put the numbers on a contact list and send a campaign, or send less at once',
    });
  const check = await phoneChecker();
  const run = `p-${randomBytes(5).toString('hex')}`;
  const ready: Wire[] = [];
  const rejected: Rejected[] = [];
  const problems: string[] = [];
  for (const [index, { to, ...message }] of messages.entries()) {
    requireFuture(message.schedule, { path: `messages[${index}].schedule`, now });
    const rest = wire(message);
    const numbers = to === undefined ? [undefined] : typeof to === 'string' ? [to] : to;
    for (const [place, number] of numbers.entries()) {
      const field = `messages[${index}].to${Array.isArray(to) ? `[${place}]` : ''}`;
      const checked = number === undefined ? undefined : check(number, message.country);
      if (checked && 'problem' in checked) {
        problems.push(`${field}: ${checked.problem}`);
        const what_to_do = `${checked.problem}. ${remedyOf('INVALID_NUMBER')}`;
        rejected.push({ ...(number === undefined ? {} : { to: number }), status: 'INVALID_NUMBER', what_to_do, field });
        continue;
      }
      const custom_string = message.custom_string ?? `${run}-${(ready.length + 1).toString(36)}`;
      ready.push({ ...rest, ...(checked ? { to: checked.number } : {}), custom_string });
    }
  }
  if (ready.length === 0)
    throw new PorinError('bad_request', `No message can be sent: ${problems.slice(0, 5).join('; ')}`, {
      hint: 'Correct the named numbers; nothing was sent',
    });
  return { ready, rejected };
}
