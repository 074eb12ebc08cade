import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { receipt } from '../schemas/unread.ts';

const channel = z.enum(['sms', 'voice']).default('sms').describe('Kind of message: sms or voice. Default sms');

export default defineAction({
  name: 'Create Test Receipt',
  description:
    'Makes a delivery receipt up, to try what reads them: into the list of get-delivery-receipts, or sent to an address as a webhook would. No message is sent.',
  effect: 'write',
  verifyWith: 'get-delivery-receipts',
  phrases: ['test delivery receipts', 'fake a receipt', 'try the receipt webhook', 'simulate a delivery'],
  input: z.strictObject({
    channel,
    url: z
      .union([z.literal('poll'), z.url({ protocol: /^https?$/ })])
      .default('poll')
      .describe("'poll' puts it into the list of unread receipts; an address gets it as a webhook. Default poll"),
  }),
  output: z.object({
    message: z.string().describe("The app's own words about it"),
    receipt: receipt.schema.optional().describe('The receipt, when the app shows it'),
  }),
  example: { input: {} },
  request: ({ channel, url }) => ({ method: 'POST', path: `/${channel}/receipts`, body: { json: { url } } }),
  result(response) {
    const data = dataOf(response);
    const isShown = typeof data === 'object' && data !== null && 'message_id' in data;
    return { message: wordsOf(response), ...(isShown ? { receipt: receipt.from(data) } : {}) };
  },
});
