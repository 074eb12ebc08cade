import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { prepare } from '../messages/prepare.ts';
import { priceReport, priceSchema } from '../messages/price.ts';
import { smsKind, smsMessages } from '../schemas/sms.ts';

export default defineAction({
  name: 'Get SMS Price',
  description:
    'Calculates what text messages would cost, without sending them: the total, the parts and price of each, and those that would be rejected. Takes the same messages as send-sms. preview-sms also tells which characters make a text more expensive.',
  effect: 'read',
  phrases: [
    'what does an sms cost',
    'price of a text message',
    'estimate the cost of a bulk sms',
    'how much to text a list',
  ],
  input: z.strictObject({ messages: smsMessages }),
  output: priceSchema,
  example: { input: { messages: [{ to: '+447911123456', body: 'Your table is ready.' }] } },
  async run({ messages }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...smsKind });
    return priceReport(tools, { kind: 'sms', messages: ready }, rejected);
  },
});
