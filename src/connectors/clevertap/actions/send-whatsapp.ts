import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { sendFields, sendOutput, sendRequest, sendResult } from '../campaigns/send.ts';
import { sinceYesterday } from '../dates.ts';

export default defineAction({
  name: 'Send WhatsApp',
  description:
    'Sends a WhatsApp message to given people, at once; WhatsApp takes approved templates only. The app queues it and answers at once; it has no key against sending twice, so a send whose outcome is unknown is not repeated.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-message-report',
  verifyInput: () => sinceYesterday,
  phrases: ['whatsapp a user', 'send a whatsapp message', 'whatsapp template to one person'],
  input: z.strictObject({
    ...sendFields,
    content: z
      .looseObject({
        templateId: z.string().optional().describe('Id of the approved template'),
        localizableTemplateVariables: z.array(z.string()).optional().describe('Values of its variables, in order'),
        body: z.string().optional().describe('Text, where a session is open'),
      })
      .describe('What the message says'),
  }),
  output: sendOutput,
  example: {
    input: {
      to: { identity: ['user-1001'] },
      content: { templateId: 'order_update', localizableTemplateVariables: ['Ava'] },
    },
  },
  request: (input) => sendRequest('whatsapp', input),
  result: sendResult,
});
