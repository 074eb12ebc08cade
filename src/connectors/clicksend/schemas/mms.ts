import { z } from 'zod';
import { encodingOf } from '../messages/encoding.ts';
import { addressed, hasOneAddress, oneAddress, sender, type Wire } from '../messages/prepare.ts';

const message = z
  .strictObject({
    ...addressed,
    subject: z.string().min(1).max(20).describe('Subject, at most 20 characters'),
    body: z
      .string()
      .min(1)
      .max(1_500)
      .refine((body) => body.length <= 500 || encodingOf(body).encoding === 'GSM', {
        error: 'has more than 500 characters with one outside GSM; preview-sms names it',
      })
      .describe('The text, 1,500 characters, or 500 with characters outside GSM'),
    from: sender,
  })
  .refine(hasOneAddress, oneAddress);

export const mediaFile = z
  .url({ protocol: /^https?$/ })
  .describe('Public address of the picture (JPG, PNG, GIF), up to 250 kB; upload-file makes one');

export const mmsMessages = z
  .array(message)
  .min(1, 'give at least one message')
  .max(5_000)
  .describe('Messages, at most 5,000; each to one number, a list of numbers, or a contact list');

/** A picture message as the app takes it. */
export function mmsWire(mms: Omit<z.output<typeof message>, 'to'>): Wire {
  return { source: 'porin', ...mms };
}
