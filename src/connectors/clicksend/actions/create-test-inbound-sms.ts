import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { inbound } from '../schemas/unread.ts';

export default defineAction({
  name: 'Create Test Inbound SMS',
  description:
    'Makes a received text message up, to try what reads them: into the list of get-inbound-sms, or sent to an address as a webhook would. No message is sent.',
  effect: 'write',
  verifyWith: 'get-inbound-sms',
  phrases: ['test inbound sms', 'fake a reply', 'try the inbound webhook', 'simulate a received text'],
  input: z.strictObject({
    url: z
      .union([z.literal('poll'), z.url({ protocol: /^https?$/ })])
      .default('poll')
      .describe("'poll' puts it into the list of unread messages; an address gets it as a webhook. Default poll"),
    webhook_type: z
      .enum(['post', 'get', 'json'])
      .default('post')
      .describe('How the address is called: post (a form), get or json. Default post'),
  }),
  output: z.object({
    message: z.string().describe("The app's own words about it"),
    inbound: inbound.schema.optional().describe('The message, when the app shows it'),
  }),
  example: { input: {} },
  request: (json) => ({ method: 'POST', path: '/sms/inbound', body: { json } }),
  result(response) {
    const data = dataOf(response);
    const isShown = typeof data === 'object' && data !== null && 'message_id' in data;
    return { message: wordsOf(response), ...(isShown ? { inbound: inbound.from(data) } : {}) };
  },
});
