import { z } from 'zod';
import { shape, text, textList } from '../../../kernel/shape.ts';
import { encodingOf } from '../messages/encoding.ts';
import { addressed, type Flaw, flawOfBody, tooLong, type Wire } from '../messages/prepare.ts';

const message = z.strictObject({
  ...addressed,
  body: z
    .string()
    .describe(
      'What is read aloud; 300 characters are one part, 150 with characters outside GSM, at most four parts, so 1,200 or 600',
    ),
  voice: z.enum(['female', 'male']).default('female').describe('Voice: female or male. Default female'),
  lang: z
    .string()
    .min(2)
    .max(10)
    .default('en-us')
    .describe("Language that it is read in, 'en-us', 'en-gb', 'de-de'; list-voice-languages gives all. Default en-us"),
  require_input: z
    .boolean()
    .default(false)
    .describe('True waits for a key; the receipt has it in digits. Default false'),
  machine_detection: z
    .boolean()
    .default(false)
    .describe('True tries to tell an answering machine, and leaves the message there. Default false'),
});

export const voiceMessages = z
  .array(message)
  .min(1, 'give at least one call')
  .max(5_000)
  .describe('Calls, at most 5,000; each to one number, a list of numbers, or a contact list');

type Call = z.output<typeof message>;

export const voiceKind = {
  /** 1 and 0 for yes and no. */
  wire({ require_input, machine_detection, ...call }: Omit<Call, 'to'>): Wire {
    const flags = { require_input: Number(require_input), machine_detection: Number(machine_detection) };
    return { source: 'porin', ...call, ...flags };
  },
  flawOf({ body }: Call): Flaw | undefined {
    const flaw = flawOfBody(body, 1_200);
    if (flaw || body.length <= 600 || encodingOf(body).encoding === 'GSM') return flaw;
    return tooLong('has more than 600 characters with one outside GSM, which are four parts; preview-sms names it');
  },
};

export const voiceLanguage = shape('a language', {
  code: text('Code of the language; send-voice takes it as lang'),
  country: text('Its name, with the country'),
  gender: textList('Voices that it has: female, male'),
});
