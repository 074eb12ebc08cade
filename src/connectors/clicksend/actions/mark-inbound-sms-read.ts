import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { intOf } from '../../../kernel/shape.ts';
import { dataOf, wordsOf } from '../answers.ts';
import { markRead } from '../polling/unread.ts';
import { messageId } from '../schemas/common.ts';
import { moment } from '../times.ts';

export default defineAction({
  name: 'Mark Inbound SMS Read',
  description:
    'Marks received text messages as read, so that get-inbound-sms no longer gives them: one by its id, or those before a moment, which read_until of that answer names. It cannot be undone.',
  effect: 'destroy',
  verifyWith: 'get-inbound-sms',
  phrases: ['mark inbound messages as read', 'acknowledge received texts', 'clear the inbox', 'reply was processed'],
  input: z
    .strictObject({
      message_id: messageId.optional(),
      before: moment('Messages before this: read_until of get-inbound-sms').optional(),
    })
    .refine(({ message_id, before }) => (message_id === undefined) !== (before === undefined), {
      path: ['before'],
      error: 'give either before or message_id',
    }),
  output: z.object({
    marked: z.int().optional().describe('How many were marked; absent when the app does not tell'),
    message: z.string().describe("The app's own words about it"),
  }),
  example: { input: { before: '2020-01-01T00:00:00Z' } },
  async run({ message_id, before }, { call }) {
    const answer =
      message_id === undefined
        ? await markRead(call, '/sms/inbound', before)
        : await call({ method: 'PUT', path: path`/sms/inbound-read/${message_id}` });
    const marked = intOf(dataOf(answer));
    return { ...(marked === undefined ? {} : { marked }), message: wordsOf(answer) };
  },
});
