import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf } from '../../../kernel/shape.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { markRead } from '../polling/unread.ts';
import { receiptChannel } from '../schemas/unread.ts';
import { moment } from '../times.ts';

export default defineAction({
  name: 'Mark Delivery Receipts Read',
  description:
    'Marks delivery receipts as read, so that get-delivery-receipts no longer gives them: those before a moment, which read_until of that answer names. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'get-delivery-receipts',
  phrases: [
    'mark receipts as read',
    'acknowledge delivery receipts',
    'clear the list of receipts',
    'receipts were processed',
  ],
  input: z.strictObject({
    channel: receiptChannel,
    before: moment('Only receipts before this: read_until of get-delivery-receipts'),
  }),
  output: z.object({
    marked: z.int().optional().describe('How many were marked; absent when the app does not tell'),
    message: z.string().describe("The app's own words about it"),
  }),
  example: { input: { before: '2020-01-01T00:00:00Z' } },
  async run({ channel, before }, { call }) {
    const answer = await markRead(call, `/${channel}/receipts`, before);
    const marked = intOf(dataOf(answer));
    return { ...(marked === undefined ? {} : { marked }), message: wordsOf(answer) };
  },
});
