import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { encodingOf, gsmFor, gsmTextOf } from '../messages/encoding.ts';
import { prepare } from '../messages/prepare.ts';
import { priceAll } from '../messages/send-all.ts';
import { currencyField } from '../money.ts';
import { country, phone } from '../phone.ts';
import { smsBody, smsWire } from '../schemas/sms.ts';

const stranger = z.object({
  character: z.string().describe('The character'),
  code_point: z.string().describe('Its Unicode code point, such as U+2019'),
  times: z.int().describe('How often the text has it'),
  replacement: z.string().optional().describe('What says the same in GSM; empty where it can be left out'),
});

const size = {
  encoding: z.enum(['GSM', 'UCS-2']).describe('GSM: 160 or 153 units a part; UCS-2: 70 or 67'),
  parts: z.int().describe('Parts that each recipient is charged for'),
};

export default defineAction({
  name: 'Preview SMS',
  description:
    'Shows what a text takes before it is sent: its encoding, characters and parts, which characters force the expensive encoding and what could stand in their place, and with a number also the price and what the cheaper text would cost. Nothing is sent.',
  effect: 'read',
  phrases: [
    'count sms segments',
    'how many parts is this text message',
    'why does this sms cost more',
    'which character is not gsm',
    'preview a text message before sending',
  ],
  input: z.strictObject({
    body: smsBody,
    to: phone.optional().describe('A number to ask the price for; without it nothing is asked'),
    country: country.optional(),
  }),
  output: z.object({
    ...size,
    characters: z.int().describe('Characters as a person counts them'),
    units: z.int().describe('What the parts are measured in; € ^ { } [ ] ~ | \\ and most emoji are two'),
    units_per_part: z.int().describe('Units that fit into each part'),
    units_left: z.int().describe('Units that still fit into the last part'),
    unicode_characters: z.array(stranger).describe('Characters that force UCS-2; empty for GSM'),
    gsm_version: z
      .object({ body: z.string().describe('The text with these replaced'), ...size })
      .optional()
      .describe('The text that is cheaper, when replacements make it so'),
    price: z.number().optional().describe('What it costs for the number'),
    gsm_price: z.number().optional().describe('What the cheaper text costs'),
    currency: currencyField,
  }),
  example: { input: { body: 'It’s ready – see you soon', to: '+447911123456' } },
  async run({ body, to, country }, tools) {
    const { strangers, unitsPerPart, left, ...measured } = encodingOf(body);
    const plain = gsmTextOf(body);
    const better = encodingOf(plain);
    const isCheaper = better.parts < measured.parts;
    const bodies = [body, ...(isCheaper ? [plain] : [])];
    const prices: { price: number; currency: string | undefined }[] = [];
    for (const text of to === undefined ? [] : bodies) {
      const { ready } = await prepare([{ to, country, body: text }], {
        now: tools.facts.now,
        runId: tools.runId,
        wire: smsWire,
      });
      prices.push(await priceAll(tools, { kind: 'sms', messages: ready }));
    }
    const [asked, cheaper] = prices;
    return {
      ...measured,
      units_per_part: unitsPerPart,
      units_left: left,
      unicode_characters: strangers.map((character) => shown(character, body)),
      ...(isCheaper ? { gsm_version: { body: plain, encoding: better.encoding, parts: better.parts } } : {}),
      ...(asked ? { price: asked.price } : {}),
      ...(asked?.currency === undefined ? {} : { currency: asked.currency }),
      ...(cheaper ? { gsm_price: cheaper.price } : {}),
    };
  },
});

function shown(character: string, body: string) {
  const replacement = gsmFor(character);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    character,
    code_point: `U+${code}`,
    times: body.split(character).length - 1,
    ...(replacement === undefined ? {} : { replacement }),
  };
}
