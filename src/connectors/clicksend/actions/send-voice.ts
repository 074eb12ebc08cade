import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { lookFor, prepare } from '../messages/prepare.ts';
import { reportSchema } from '../messages/report.ts';
import { sendAll, withRejected } from '../messages/send-all.ts';
import { sendingFields } from '../schemas/sms.ts';
import { voiceKind, voiceMessages } from '../schemas/voice.ts';

export default defineAction({
  name: 'Send Voice',
  description:
    'Calls one or more numbers, or a contact list, and reads a text aloud, at once or at a time; can ask for a key to be pressed. Tells of each call whether it was accepted or rejected and why, and what it costs. get-voice-price tells the price first, max_price limits it.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'find-messages',
  verifyInput: (input, runId) => lookFor('voice', input, runId),
  phrases: [
    'call a number and read a text',
    'send a voice message',
    'text to speech call',
    'make a voice call',
    'schedule a phone call',
    'ring somebody up',
  ],
  input: z.strictObject({ messages: voiceMessages, ...sendingFields }),
  output: reportSchema,
  example: {
    input: { messages: [{ to: '+61411111111', body: 'Your table is ready.', voice: 'female' }] },
  },
  async run({ messages, max_price, repeat_if_absent }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...voiceKind });
    const limits = { maxPrice: max_price, repeats: repeat_if_absent };
    return withRejected(await sendAll(tools, { kind: 'voice', messages: ready, ...limits }), rejected);
  },
});
