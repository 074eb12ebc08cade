import { z } from 'zod';
import type { HttpResponse } from '../../../kernel/http.ts';
import { decimal, int, intOf, nullableInt, recordOf, shape, text, textOf, unexpected } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { amount, amountOf, currencyField, currencyOf } from '../money.ts';
import { instant } from '../times.ts';
import { isAccepted, remedyOf } from './statuses.ts';

const entry = shape('a message', {
  message_id: text('Id of the message; the history, receipts and cancelling take it'),
  to: text('Number that it goes to'),
  status: text("The app's word for what became of it"),
  message_parts: decimal('Parts that it is sent and charged in'),
  message_price: amount('What it costs'),
  custom_string: text('Reference that receipts and replies carry'),
  schedule: instant('When it is sent'),
  country: text('Country of the number, two letters'),
  list_id: nullableInt('List that the number is from'),
  contact_id: nullableInt('Contact that the number is from'),
});

export const acceptedSchema = z.object({
  ...entry.schema.shape,
  message_parts: int('').schema.describe('Parts that it is sent and charged in'),
});

export const rejectedSchema = z.object({
  to: z.string().optional().describe('Number that it was for'),
  status: z.string().describe("Why, in the app's word: INVALID_RECIPIENT, THROTTLED, INSUFFICIENT_CREDIT …"),
  what_to_do: z.string().describe('How to make it work'),
  field: z.string().optional().describe('Input that it is about, such as messages[1].to'),
  custom_string: z.string().optional().describe('Reference of the message'),
});

export const openSchema = z.object({
  to: z.string().optional().describe('Number that it was for'),
  list_id: z.int().optional().describe('List that it was for'),
  custom_string: z.string().describe('Reference of the message, to look for in the history'),
});

export const reportSchema = z.object({
  accepted: z.array(acceptedSchema).describe('Messages that the app took; that they arrive is told by receipts only'),
  rejected: z.array(rejectedSchema).describe('Messages that were not sent, with the reason'),
  unknown: z
    .array(openSchema)
    .optional()
    .describe(
      'Messages that may have left: no answer came, and the history does not show them yet. Look before repeating',
    ),
  not_sent: z.array(openSchema).optional().describe('Messages that were not tried, because those before them failed'),
  price: z.number().describe('What the accepted messages cost together'),
  currency: currencyField,
  notes: z.array(z.string()).optional().describe('What to know about this answer'),
});

export type Accepted = z.output<typeof acceptedSchema>;
export type Rejected = z.output<typeof rejectedSchema>;
export type Open = z.output<typeof openSchema>;

/** What one call of sending or pricing said. */
export interface Outcome {
  readonly accepted: readonly Accepted[];
  readonly rejected: readonly Rejected[];
  readonly price: number;
  readonly currency: string | undefined;
}

/** Reads an answer of sending or pricing, in which every message has a status of its own. */
export function outcomeOf(response: Pick<HttpResponse, 'body'>): Outcome {
  const data = recordOf(dataOf(response));
  const messages = data?.['messages'];
  if (!Array.isArray(messages)) throw unexpected('messages', response.body);
  const read = messages.map((message) => entryOf(message));
  const accepted = read.filter(({ status }) => isAccepted(status ?? ''));
  return {
    accepted,
    rejected: read.filter(({ status }) => !isAccepted(status ?? '')).map(rejectedOf),
    price: amountOf(data?.['total_price']) ?? sumOf(accepted),
    currency: currencyOf(data),
  };
}

/** One message as the send action, the price and the history give it. */
export function entryOf(value: unknown): Accepted {
  const { shape: known } = entry.schema;
  const { message_parts, custom_string, ...read } = entry.from(value);
  const members = Object.entries(read).filter(([name, member]) => name in known && member !== null);
  return {
    ...Object.fromEntries(members),
    ...(message_parts === undefined ? {} : { message_parts: Math.round(message_parts) }),
    ...(custom_string ? { custom_string } : {}),
  };
}

function rejectedOf({ to, status = 'SOMETHING_IS_WRONG', custom_string }: Accepted): Rejected {
  return {
    ...(to ? { to } : {}),
    status,
    what_to_do: remedyOf(status),
    ...(custom_string ? { custom_string } : {}),
  };
}

/** Tenths of a thousandth are the smallest amounts; sums of them are not exact in binary. */
export function sumOf(messages: readonly Accepted[]): number {
  return rounded(messages.reduce((sum, { message_price = 0 }) => sum + message_price, 0));
}

export function rounded(price: number): number {
  return Math.round(price * 10_000) / 10_000;
}

/** The reference of a message on the wire. */
export function openOf(message: Readonly<Record<string, unknown>>): Open {
  const to = textOf(message['to']);
  const list_id = intOf(message['list_id']);
  const custom_string = textOf(message['custom_string']) ?? '';
  return { ...(to === undefined ? {} : { to }), ...(list_id === undefined ? {} : { list_id }), custom_string };
}
