import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendFields, sendOutput, sendRequest, sendResult } from '../campaigns/send.ts';
import { sinceYesterday } from '../dates.ts';

export default defineAction({
  name: 'Send Email',
  description:
    'Sends an e-mail to given people, at once. The app queues it and answers at once; it has no key against sending twice, so a send whose outcome is unknown is not repeated.',
  effect: 'write',
  verifyWith: 'get-message-report',
  verifyInput: () => sinceYesterday,
  phrases: ['e-mail a user', 'send a transactional email', 'mail to one person'],
  input: z.strictObject({
    ...sendFields,
    content: z
      .looseObject({
        subject: z.string().min(1).describe('Subject'),
        body: z.string().min(1).describe('The HTML'),
        sender_name: z.string().optional().describe('Shown sender'),
      })
      .describe('What the message says'),
  }),
  output: sendOutput,
  example: {
    input: { to: { identity: ['user-1001'] }, content: { subject: 'Hello', body: '<p>Your order is on its way</p>' } },
  },
  request: (input) => sendRequest('email', input),
  result: sendResult,
});
