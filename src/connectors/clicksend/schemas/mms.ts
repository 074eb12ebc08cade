import { z } from 'zod';
import { encodingOf } from '../messages/encoding.ts';
import { addressed, type Flaw, flawOfBody, sender, tooLong, type Wire } from '../messages/prepare.ts';

const message = z.strictObject({
  ...addressed,
  subject: z.string().min(1).max(20).describe('Subject, at most 20 characters'),
  body: z.string().describe('The text, 1,500 characters, or 500 with characters outside GSM'),
  from: sender,
});

export const mediaFile = z
  .url({ protocol: /^https?$/ })
  .describe('Public address of the picture (JPG, PNG, GIF), up to 250 kB; upload-file makes one');

export const mmsMessages = z
  .array(message)
  .min(1, 'give at least one message')
  .max(5_000)
  .describe('Messages, at most 5,000; each to one number, a list of numbers, or a contact list');

type Mms = z.output<typeof message>;

export const mmsKind = {
  wire: (mms: Omit<Mms, 'to'>): Wire => ({ source: 'porin', ...mms }),
  flawOf({ body }: Mms): Flaw | undefined {
    const flaw = flawOfBody(body, 1_500);
    if (flaw || body.length <= 500 || encodingOf(body).encoding === 'GSM') return flaw;
    return tooLong('has more than 500 characters with one outside GSM; preview-sms names it');
  },
};
