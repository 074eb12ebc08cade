import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { currencyField } from '../money.ts';
import { acceptedSchema, type Rejected, rejectedSchema } from './report.ts';
import { priceAll, type Sending } from './send-all.ts';

const unsent = acceptedSchema.omit({ message_id: true, custom_string: true, status: true });

export const priceSchema = z.object({
  price: z.number().describe('What the messages would cost together'),
  currency: currencyField,
  messages: z.array(unsent).describe('Messages that would be sent'),
  rejected: z.array(rejectedSchema).describe('Messages that would not be sent, with the reason'),
});

/** What a run would cost; ids and references of messages that are not sent mean nothing, so they are left out. */
export async function priceReport(
  tools: Pick<RunTools, 'call'>,
  sending: Sending,
  rejected: readonly Rejected[],
): Promise<z.output<typeof priceSchema>> {
  const { price, currency, ...outcome } = await priceAll(tools, sending);
  return {
    price,
    ...(currency === undefined ? {} : { currency }),
    messages: outcome.accepted.map(({ message_id: _, custom_string: __, status: ___, ...message }) => message),
    rejected: [...rejected, ...outcome.rejected.map(({ custom_string: _, ...entry }) => entry)],
  };
}
