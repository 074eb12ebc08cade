import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordsOf } from '../upload/fields.ts';
import { flawOfContact } from '../upload/flaws.ts';
import { uploadOutput } from '../upload/report.ts';
import { sendAll } from '../upload/send-batches.ts';

export default defineAction({
  name: 'Disassociate Phones',
  description:
    'Takes phone numbers away from the profiles that have them, such as numbers that were given to somebody else. The profiles stay; the numbers have to be uploaded again to undo it.',
  effect: 'destroy',
  phrases: ['disassociate a phone number', 'remove a phone number from a profile', 'recycled phone number'],
  input: z.strictObject({
    phones: recordsOf(z.string(), 'Numbers with + and country code, such as +14155551234'),
  }),
  output: uploadOutput,
  example: { input: { phones: ['+14155551002'] } },
  run: ({ phones }, tools) =>
    sendAll(tools, {
      path: '/disassociate',
      records: phones.map((value) => ({ type: 'phone', value })),
      batchSize: 1_000,
      flawOf: (index) => flawOfContact('phone', phones[index] ?? '', 'phones'),
      whenUnknown: 'Send the unknown records again: a number that nobody has is no error',
    }),
});
