import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf, recordOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { amountOf, currencyField, currencyOf } from '../money.ts';

const figures = {
  sent: z.int().describe('Sent'),
  received: z.int().describe('Received'),
  bounced: z.int().describe('Not delivered'),
  price: z.number().describe('What the sent ones cost'),
};

export default defineAction({
  name: 'Get Message Statistics',
  description:
    'Gets how many text messages or calls the account sent, received and could not deliver in the last month, day by day and in all, with what they cost.',
  effect: 'read',
  phrases: ['sms statistics', 'how many texts were sent', 'voice statistics', 'messages by day'],
  input: z.strictObject({ channel: z.enum(['sms', 'voice']).default('sms').describe('sms or voice. Default sms') }),
  output: z.object({
    total: z.object(figures).describe('The whole time'),
    days: z
      .array(z.object({ date: z.string().describe('Day, YYYY-MM-DD'), ...figures }))
      .describe('Day by day, oldest first; days without any are left out'),
    currency: currencyField,
  }),
  example: { input: {} },
  request: ({ channel }) => ({ method: 'GET', path: `/statistics/${channel}` }),
  result(response) {
    const data = recordOf(dataOf(response));
    const rows = Array.isArray(data?.['stat']) ? data['stat'] : [];
    const days = rows.map((row) => ({ date: dayOf(recordOf(row)?.['date']), ...figuresOf(row) }));
    const currency = currencyOf(data);
    return {
      total: figuresOf(data?.['total']),
      days: days.filter(({ sent, received, bounced }) => sent + received + bounced > 0),
      ...(currency === undefined ? {} : { currency }),
    };
  },
});

function figuresOf(row: unknown) {
  const { outbound, inbound, bounced } = recordOf(row) ?? {};
  const countOf = (part: unknown) => intOf(recordOf(part)?.['count']) ?? 0;
  return {
    sent: countOf(outbound),
    received: countOf(inbound),
    bounced: countOf(bounced),
    price: amountOf(recordOf(outbound)?.['price']) ?? 0,
  };
}

function dayOf(date: unknown): string {
  const seconds = intOf(date);
  return seconds === undefined ? String(date) : new Date(seconds * 1000).toISOString().slice(0, 10);
}
