import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf, recordOf } from '../../../kernel/shape.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { channel } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel All Scheduled',
  description:
    'Cancels every scheduled message of one kind (text messages, picture messages or calls) that has not been sent yet, or the text messages with one reference. It cannot be undone; get-sms-history with status Scheduled shows first what it would be.',
  effect: 'destroy',
  verifyWith: 'get-sms-history',
  phrases: [
    'cancel all scheduled messages',
    'stop everything that is planned',
    'cancel every scheduled text',
    'empty the schedule',
  ],
  input: z
    .strictObject({
      channel,
      custom_string: z
        .string()
        .min(1)
        .max(50)
        .optional()
        .describe('Only text messages with this reference. Default: all'),
    })
    .refine(({ channel, custom_string }) => channel === 'sms' || custom_string === undefined, {
      path: ['custom_string'],
      error: 'works for channel sms only',
    }),
  output: z.object({
    cancelled: z.int().optional().describe('How many were cancelled; absent when the app does not tell'),
    message: z.string().describe("The app's own words about it"),
  }),
  example: { input: { channel: 'sms', custom_string: 'no-such-reference' } },
  request: ({ channel, custom_string }) => ({
    method: 'PUT',
    path: `/${channel}/cancel-all`,
    ...(custom_string === undefined ? {} : { body: { json: { custom_string } } }),
  }),
  result(response) {
    const cancelled = intOf(recordOf(dataOf(response))?.['count']);
    return { ...(cancelled === undefined ? {} : { cancelled }), message: wordsOf(response) };
  },
});
