import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { lookFor, prepare } from '../messages/prepare.ts';
import { reportSchema } from '../messages/report.ts';
import { sendAll, withRejected } from '../messages/send-all.ts';
import { mediaFile, mmsKind, mmsMessages } from '../schemas/mms.ts';
import { sendingFields } from '../schemas/sms.ts';

export default defineAction({
  name: 'Send MMS',
  description:
    'Sends a picture with a text (MMS) to one or more numbers or a contact list, at once or at a time. Tells of each whether it was accepted or rejected and why, and what it costs. get-mms-price tells the price first, max_price limits it.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'find-messages',
  verifyInput: (input, runId) => lookFor('mms', input, runId),
  phrases: ['send an mms', 'send a picture message', 'text a photo', 'send an mms with an image attached'],
  input: z.strictObject({ media_file: mediaFile, messages: mmsMessages, ...sendingFields }),
  output: reportSchema,
  example: {
    input: {
      media_file: 'https://example.com/table.jpg',
      messages: [{ to: '+61411111111', subject: 'Ready', body: 'Your table is ready.' }],
    },
  },
  async run({ media_file, messages, max_price, repeat_if_absent }, tools) {
    const { ready, rejected } = await prepare(messages, { now: tools.facts.now, runId: tools.runId, ...mmsKind });
    const limits = { maxPrice: max_price, repeats: repeat_if_absent };
    return withRejected(
      await sendAll(tools, { kind: 'mms', messages: ready, beside: { media_file }, ...limits }),
      rejected,
    );
  },
});
