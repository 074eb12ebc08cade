import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { receiptList } from '../polling/lists.ts';
import { unreadAnswer } from '../polling/unread.ts';
import { maxItems, receipt, receiptChannel, unreadSchema } from '../schemas/unread.ts';

export default defineAction({
  name: 'Get Delivery Receipts',
  description:
    'Gets all delivery receipts of sent messages that were not read yet, oldest first: whether each was delivered or failed, and why. Needs a receipt rule with action POLL (create-receipt-rule), and says so when there is none. Reading marks nothing; pass read_until to mark-delivery-receipts-read when you have kept them. poll-delivery-receipts does both.',
  effect: 'read',
  phrases: [
    'delivery receipts',
    'was the text delivered',
    'which messages failed to deliver',
    'delivery reports of sms',
    'unread receipts',
  ],
  input: z.strictObject({ channel: receiptChannel, max_items: maxItems }),
  output: unreadSchema(receipt.schema, 'Unread receipts, oldest first'),
  example: { input: {} },
  run: ({ channel, max_items }, tools) => unreadAnswer(tools, receiptList(channel), max_items),
});
