import { z } from 'zod';
import { requiredText, shape, text } from '../../../kernel/shape.ts';
import { instant } from '../times.ts';

/** What became of a message, as the networks report it. */
export const receipt = shape('a receipt', {
  message_id: requiredText('Id of the message that it is about'),
  status_code: text('200 sent, 201 delivered, 300 to 302 failed'),
  status_text: text('What became of it, in words'),
  error_code: text('Code of the failure'),
  error_text: text('The failure in words'),
  timestamp: instant('When the network reported it'),
  timestamp_send: instant('When the message was sent'),
  custom_string: text('Your reference'),
  message_type: text('Kind of message'),
  digits: text('Keys that were pressed during a call'),
});

/** A reply, or any other message that came in. */
export const inbound = shape('an inbound message', {
  message_id: requiredText('Id of the message that came in'),
  timestamp: instant('When it came in'),
  from: text('Who sent it'),
  to: text('Your number that it came to'),
  body: text('Its text'),
  original_message_id: text('Id of your message that it replies to'),
  original_body: text('Text of your message'),
  custom_string: text('Reference of your message'),
});

export const maxItems = z
  .int()
  .min(1)
  .max(5_000)
  .default(200)
  .describe('Most items to give, 1 to 5,000; the answer says when there are more. Default 200');

export const receiptChannel = z
  .enum(['sms', 'mms', 'voice'])
  .default('sms')
  .describe('Receipts of which kind of message: sms, mms or voice. Default sms');

const unreadFields = {
  unread: z.int().describe('How many were unread'),
  has_more: z.boolean().describe('True: there are more than max_items'),
  read_until: z
    .string()
    .optional()
    .describe(
      'Pass it as before to the action that marks as read: what was given is marked, what comes meanwhile is not. Absent when nothing was given',
    ),
  notes: z.array(z.string()).optional().describe('What to know, such as a rule that is missing'),
};

/** Output of a reading of an unread list. */
export function unreadSchema<S extends z.ZodType>(item: S, description: string) {
  return z.object({ items: z.array(item).describe(description), ...unreadFields });
}
