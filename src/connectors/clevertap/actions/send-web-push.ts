import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendFields, sendOutput, sendRequest, sendResult } from '../campaigns/send.ts';
import { sinceYesterday } from '../dates.ts';

export default defineAction({
  name: 'Send Web Push',
  description:
    'Sends a push message to the browsers of given people, at once. The app queues it and answers at once; it has no key against sending twice, so a send whose outcome is unknown is not repeated.',
  effect: 'write',
  verifyWith: 'get-message-report',
  verifyInput: () => sinceYesterday,
  phrases: ['browser notification to a user', 'send a web push', 'notify in the browser'],
  input: z.strictObject({
    ...sendFields,
    content: z
      .looseObject({
        title: z.string().min(1).describe('Title'),
        body: z.string().min(1).describe('Text'),
        platform_specific: z.looseObject({}).optional().describe('Per platform: {"android": {…}, "ios": {…}}'),
      })
      .describe('What the message says'),
  }),
  output: sendOutput,
  example: {
    input: { to: { identity: ['user-1001'] }, content: { title: 'Hello', body: 'Your order is on its way' } },
  },
  request: (input) => sendRequest('webpush', input),
  result: sendResult,
});
