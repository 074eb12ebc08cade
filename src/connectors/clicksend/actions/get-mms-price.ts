import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { prepare } from '../messages/prepare.ts';
import { priceReport, priceSchema } from '../messages/price.ts';
import { mediaFile, mmsKind, mmsMessages } from '../schemas/mms.ts';

export default defineAction({
  name: 'Get MMS Price',
  description:
    'Calculates what picture messages would cost, without sending anything: the total, the price of each, and those that would be rejected. Takes the same messages as send-mms.',
  effect: 'read',
  phrases: [
    'what does a picture message cost',
    'price of picture messages',
    'estimate the cost of picture messages',
    'how much is a picture message',
  ],
  input: z.strictObject({ media_file: mediaFile, messages: mmsMessages }),
  output: priceSchema,
  example: {
    input: {
      media_file: 'https://example.com/table.jpg',
      messages: [{ to: '+61411111111', subject: 'Ready', body: 'Your table is ready.' }],
    },
  },
  async run({ media_file, messages }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...mmsKind });
    return priceReport(tools, { kind: 'mms', messages: ready, beside: { media_file } }, rejected);
  },
});
