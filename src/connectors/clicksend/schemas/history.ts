import { z } from 'zod';
import type { HttpRequest } from '../../../kernel/http.ts';
import { decimal, nullableInt, shape, text } from '../../../kernel/shape.ts';
import { pageFields, pageSchema } from '../answers.ts';
import { amount } from '../money.ts';
import { instant } from '../times.ts';
import { messageId, searchFor, since, until } from './common.ts';

/** A row of a history, whatever kind of message it is of. */
export const historyRow = shape('a message of the history', {
  message_id: text('Id of the message'),
  direction: text("'out' for sent, 'in' for received"),
  date: instant('When it was sent or received'),
  date_added: instant('When a call or picture message was sent'),
  to: text('Number that it went to'),
  from: text('Sender'),
  body: text('Its text'),
  status: text('Queued, Scheduled, Sent, Completed (handed on, which is not: delivered), Failed, Cancelled …'),
  schedule: instant('When it was to be sent'),
  status_code: text('Code of the receipt: 200 sent, 201 delivered, 300 to 302 failed'),
  status_text: text('The receipt in words'),
  error_text: text('Why it failed'),
  message_parts: decimal('Parts that it was charged in'),
  message_price: amount('What it cost'),
  custom_string: text('Your reference'),
  country: text('Country of the number, two letters'),
  list_id: nullableInt('List that the number is from'),
  contact_id: nullableInt('Contact that the number is from'),
});

export const historyFields = {
  since,
  until,
  newest_first: z.boolean().default(true).describe('False gives the oldest first. Default true'),
  ...pageFields,
};

export const historyFilters = {
  status: z
    .enum([
      'Queued',
      'Completed',
      'Scheduled',
      'WaitApproval',
      'Failed',
      'Cancelled',
      'CancelledAfterReview',
      'Received',
      'Sent',
    ])
    .optional()
    .describe('Only messages of this status: Queued, Scheduled, Sent, Completed, Failed, Cancelled, Received …'),
  to: z.string().min(3).max(20).optional().describe("Only messages to this number, '+61411111111'"),
  from: z.string().min(1).max(20).optional().describe('Only messages of this sender'),
  message_id: messageId.optional().describe('Only the message of this id'),
};

const filtered = z.strictObject({ ...historyFields, ...historyFilters });

/** The request for one page of a history. */
export function historyRequest(
  address: string,
  { since, until, newest_first, page, limit, ...terms }: Partial<z.output<typeof filtered>>,
): HttpRequest {
  const order_by = newest_first === false ? 'date:asc' : 'date:desc';
  const query = { date_from: since, date_to: until, order_by, page, limit, q: searchFor(terms) };
  return { method: 'GET', path: address, query };
}

export const historyPage = pageSchema(historyRow, 'The messages');
