import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';

export default defineAction({
  name: 'Get SMS History',
  description: 'Lists text messages that were sent and received, with status, price and number of parts.',
  effect: 'read',
  phrases: ['sent text messages', 'sms history', 'what did a text message cost'],
  input: z.strictObject({
    page: z.int().min(1).default(1).describe('Page, from 1'),
    limit: z.int().min(15).max(100).default(15).describe('Messages a page, 15 to 100'),
  }),
  output: z.object({
    total: z.int().describe('How many messages there are on all pages'),
    items: z.array(z.record(z.string(), z.unknown())).describe('The messages of this page'),
  }),
  example: { input: { page: 1 } },
  request: (query) => ({ method: 'GET', path: '/sms/history', query }),
  result: ({ body }) => {
    const { data } = z
      .object({ data: z.object({ total: z.coerce.number().int(), data: z.array(z.record(z.string(), z.unknown())) }) })
      .parse(body);
    return { total: data.total, items: data.data };
  },
});
