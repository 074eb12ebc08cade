import { z } from 'zod';
import { encodingOf } from '../messages/encoding.ts';
import { addressed, type Flaw, flawOfBody, sender, tooLong, type Wire } from '../messages/prepare.ts';
import { maxPrice } from '../money.ts';

const mostCharacters = 2_000;
const text = z
  .string()
  .describe(
    'The text, 1 to 2,000 characters. 160 characters are one part, 70 with a character outside GSM such as ł or an emoji; preview-sms counts. For a list, placeholders such as (First Name) are filled in',
  );

export const smsBody = text.min(1).max(mostCharacters);

const mostParts = 8;

const message = z.strictObject({
  ...addressed,
  body: text,
  from: sender,
  from_email: z.email().optional().describe('Address that replies are e-mailed to'),
});

export type Sms = z.output<typeof message>;

export const smsMessages = z
  .array(message)
  .min(1, 'give at least one message')
  .max(5_000)
  .describe('Messages, at most 5,000; each to one number, a list of numbers, or a contact list');

export const sendingFields = {
  max_price: maxPrice,
  repeat_if_absent: z
    .boolean()
    .default(false)
    .describe(
      'When the connection breaks and the history does not show the messages after 17 seconds: true sends them once more, false reports them as unknown. Default false',
    ),
};

/** What keeps a text from being sent whole: the app cuts longer ones off without a word. */
function smsFlaw({ body }: Sms): Flaw | undefined {
  const flaw = flawOfBody(body, mostCharacters);
  if (flaw || encodingOf(body).parts <= mostParts) return flaw;
  return tooLong(`takes more than ${mostParts} parts, where the app cuts texts off; preview-sms counts them`);
}

/** A text message as the app takes it. */
export function smsWire(sms: Omit<Sms, 'to'>): Wire {
  return { source: 'porin', ...sms };
}

export const smsKind = { wire: smsWire, flawOf: smsFlaw };
