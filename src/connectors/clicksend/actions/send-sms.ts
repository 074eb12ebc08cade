import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { lookFor, prepare } from '../messages/prepare.ts';
import { reportSchema } from '../messages/report.ts';
import { sendAll, withRejected } from '../messages/send-all.ts';
import { sendingFields, smsKind, smsMessages } from '../schemas/sms.ts';

export default defineAction({
  name: 'Send SMS',
  description:
    'Sends one or more text messages (SMS), at once or at a time, to numbers or to a contact list, and tells of each whether it was accepted or rejected and why, and what it costs. Accepted is not delivered: get-delivery-receipts tells that. get-sms-price or preview-sms tell the price first, max_price limits it. More than 1,000 messages go out in batches.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'find-messages',
  verifyInput: (input, runId) => lookFor('sms', input, runId),
  phrases: [
    'send a text message',
    'text a customer',
    'send an sms to a phone number',
    'schedule a text message',
    'bulk sms to many numbers',
    'text everybody on a contact list',
  ],
  input: z.strictObject({ messages: smsMessages, ...sendingFields }),
  output: reportSchema,
  example: { input: { messages: [{ to: '+61411111111', body: 'Your table is ready.' }] } },
  async run({ messages, max_price, repeat_if_absent }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...smsKind });
    const sending = { kind: 'sms', messages: ready, maxPrice: max_price, repeats: repeat_if_absent } as const;
    return withRejected(await sendAll(tools, sending), rejected);
  },
});
