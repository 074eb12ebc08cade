import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordsOf } from '../upload/fields.ts';
import { flawOfContact } from '../upload/flaws.ts';
import { uploadOutput } from '../upload/report.ts';
import { sendAll } from '../upload/send-batches.ts';

const contact = z.strictObject({
  type: z.enum(['email', 'phone']).describe('What value is'),
  value: z.string().describe('The e-mail address, or the number with + and country code'),
  status: z.enum(['Unsubscribe', 'Resubscribe']).describe('Unsubscribe: no more messages there; Resubscribe: again'),
});

export default defineAction({
  name: 'Set Subscription Status',
  description:
    'Unsubscribes e-mail addresses or phone numbers from messages, or subscribes them again, for whoever has them.',
  effect: 'write',
  phrases: ['unsubscribe an email address', 'opt out of messages', 'resubscribe a phone number', 'opt-out list'],
  input: z.strictObject({ contacts: recordsOf(contact, 'Addresses and numbers') }),
  output: uploadOutput,
  example: { input: { contacts: [{ type: 'email', value: 'ava.stone.1001@example.com', status: 'Unsubscribe' }] } },
  run: ({ contacts }, tools) =>
    sendAll(tools, {
      path: '/subscribe',
      records: contacts,
      batchSize: 1_000,
      flawOf(index) {
        const { type = 'email', value = '' } = contacts[index] ?? {};
        return flawOfContact(type, value, 'value');
      },
      whenUnknown: 'Send the unknown records again: a status that is set twice is the same',
    }),
});
