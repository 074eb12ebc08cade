import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordsOf } from '../upload/fields.ts';
import { flawOfToken } from '../upload/flaws.ts';
import { uploadOutput } from '../upload/report.ts';
import { sendAll } from '../upload/send-batches.ts';

const token = z.strictObject({
  objectId: z
    .string()
    .optional()
    .describe("The app's id of the device; get-user-profile shows it. An identity does not do"),
  token: z.string().optional().describe('The token that the push service gave the device'),
  type: z.string().optional().describe('apns iOS; fcm or gcm Android; chrome browsers; wns, mpns Windows'),
  keys: z
    .strictObject({ p256dh: z.string().describe('Public key'), auth: z.string().describe('Shared secret') })
    .optional()
    .describe('Only for chrome, and needed there'),
});

export default defineAction({
  name: 'Upload Device Tokens',
  description:
    'Adds tokens for push notifications to devices of known people. Sent in batches of 100; each token that is not taken is given by its number, with why.',
  effect: 'write',
  phrases: ['add a push token', 'register a device for push', 'import fcm tokens', 'import apns tokens'],
  input: z.strictObject({ tokens: recordsOf(token, 'The tokens') }),
  output: uploadOutput,
  example: {
    input: { tokens: [{ objectId: '-622360cef3c07f88967c08820e20df31', token: 'fcm-token-1', type: 'fcm' }] },
  },
  run: ({ tokens }, tools) =>
    sendAll(tools, {
      path: '/upload',
      records: tokens.map(({ objectId, token: id, type, keys }) => ({
        type: 'token',
        tokenData: { id, type, ...(keys === undefined ? {} : { keys }) },
        objectId,
      })),
      batchSize: 100,
      flawOf: (index) => flawOfToken(tokens[index] ?? {}),
      whenUnknown: 'Upload the unknown records again: a token that is set twice is the same',
    }),
});
