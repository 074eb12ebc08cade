import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { unexpected } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { patiently } from '../calls.ts';
import { daysOf, rangeFields } from '../dates.ts';

const some = (description: string) => z.array(z.string().min(1)).min(1).optional().describe(description);

export default defineAction({
  name: 'Get Message Report',
  description:
    'Gives the numbers of all messages that started in a range of days, on every channel, also those made in the dashboard. The app is slow here: a month may take half a minute.',
  effect: 'read',
  phrases: [
    'message report',
    'how did all campaigns do',
    'engagement of messages by channel',
    'daily message statistics',
  ],
  input: z.strictObject({
    ...rangeFields,
    channel: some("Only these channels, such as ['push', 'email']"),
    delivery: some('Only with these kinds of delivery'),
    status: some('Only in these states'),
    message_type: some('Only of these types'),
    label: some('Only with these labels'),
    daily: z.boolean().optional().describe('Also give the numbers of each day'),
  }),
  output: z.object({
    messages: z.array(z.looseObject({})).describe('One a message, as the app gives it; its id is "message id"'),
    total: z.int().describe('How many there are'),
  }),
  example: { input: { from: '2026-11-01', to: 'today' } },
  async run({ from, to, timezone, ...filters }, tools) {
    const days = daysOf({ from, to, timezone }, tools.facts);
    const given = Object.entries(filters).filter(([, value]) => value !== undefined);
    const json = { from: String(days.from), to: String(days.to), ...Object.fromEntries(given) };
    const response = await patiently(tools, { method: 'POST', path: '/message/report.json', body: { json } });
    const { messages = [] } = envelopeOf(response);
    if (!Array.isArray(messages)) throw unexpected('a list of messages', response.body);
    return { messages, total: messages.length };
  },
});
