import { z } from 'zod';
import type { RunTools } from '../../kernel/action.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf } from '../../kernel/shape.ts';
import { dataOf } from './answers.ts';
import { requirePrice } from './messages/send-all.ts';
import { currencyField, priced } from './money.ts';

export const costSchema = z.object({
  price: z.number().describe('What it would cost together'),
  currency: currencyField,
  count: z.int().optional().describe('How many messages, calls or pieces it would be'),
  details: z.unknown().optional().describe("The app's own calculation"),
});

/** Reads an answer of any price endpoint: the total as number or text, and the currency where it stands. */
export function costOf(response: Pick<HttpResponse, 'body'>): z.output<typeof costSchema> {
  const data = recordOf(dataOf(response));
  const total = data?.['total_price'] ?? data?.['price'];
  const count = intOf(data?.['total_count']);
  const details = data?.['data'] ?? data?.['recipients'] ?? data?.['messages'] ?? undefined;
  return {
    ...priced(data, total),
    ...(count === undefined ? {} : { count }),
    ...(details === undefined ? {} : { details }),
  };
}

interface Costly {
  /** `/sms-campaigns`: with `/price` and `/send` behind it. */
  readonly address: string;
  readonly json: object;
  readonly maxPrice: number | undefined;
}

/** Asks what something costs. Nothing is sent. */
export function askPrice(call: RunTools['call'], { address, json }: Omit<Costly, 'maxPrice'>): Promise<HttpResponse> {
  return call({ method: 'POST', path: `${address}/price`, body: { json }, effect: 'read' });
}

/** Sends what costs no more than its sender allows. Errors: `bad_request` when it costs more; nothing was sent then. */
export async function sendWithin(call: RunTools['call'], { address, json, maxPrice }: Costly): Promise<HttpResponse> {
  if (maxPrice !== undefined) requirePrice({ ...costOf(await askPrice(call, { address, json })), maxPrice });
  return call({ method: 'POST', path: `${address}/send`, body: { json } });
}
