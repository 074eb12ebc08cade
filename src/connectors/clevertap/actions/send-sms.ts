import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendFields, sendOutput, sendRequest, sendResult } from '../campaigns/send.ts';
import { sinceYesterday } from '../dates.ts';

export default defineAction({
  name: 'Send SMS',
  description:
    'Sends a text message to the phones of given people, at once. The app queues it and answers at once; it has no key against sending twice, so a send whose outcome is unknown is not repeated.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-message-report',
  verifyInput: () => sinceYesterday,
  phrases: ['text a user', 'send an sms to one person', 'sms by identity'],
  input: z.strictObject({
    ...sendFields,
    content: z
      .looseObject({
        body: z.string().min(1).describe('Text'),
      })
      .describe('What the message says'),
  }),
  output: sendOutput,
  example: { input: { to: { identity: ['user-1001'] }, content: { body: 'Your order is on its way' } } },
  request: (input) => sendRequest('sms', input),
  result: sendResult,
});
