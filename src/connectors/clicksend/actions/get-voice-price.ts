import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { prepare } from '../messages/prepare.ts';
import { priceReport, priceSchema } from '../messages/price.ts';
import { voiceKind, voiceMessages } from '../schemas/voice.ts';

export default defineAction({
  name: 'Get Voice Price',
  description:
    'Calculates what calls would cost, without sending anything: the total, the price of each, and those that would be rejected. Takes the same messages as send-voice.',
  effect: 'read',
  phrases: ['what does a call cost', 'price of calls', 'estimate the cost of calls', 'how much is a call'],
  input: z.strictObject({ messages: voiceMessages }),
  output: priceSchema,
  example: {
    input: { messages: [{ to: '+61411111111', body: 'Your table is ready.', voice: 'female' }] },
  },
  async run({ messages }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...voiceKind });
    return priceReport(tools, { kind: 'voice', messages: ready }, rejected);
  },
});
