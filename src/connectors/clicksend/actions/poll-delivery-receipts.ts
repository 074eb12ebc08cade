import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { receiptList } from '../polling/lists.ts';
import { eventId, pollFields, pollOutput, pollTrigger, pollUnread } from '../polling/poll.ts';
import { receipt, receiptChannel } from '../schemas/unread.ts';

export default defineAction({
  name: 'Poll Delivery Receipts',
  description:
    'Gives the delivery receipts that came since the last time you asked, each once. Ask without since to begin, keep the cursor, and pass it as since from then on: it also marks what the answer before gave as read, so nothing is lost when something breaks in between. Needs a receipt rule with action POLL (create-receipt-rule).',
  effect: 'write',
  trigger: pollTrigger,
  phrases: [
    'when a message is delivered',
    'new delivery receipts since last time',
    'trigger on delivery',
    'watch for failed messages',
    'poll for receipts',
  ],
  input: z.strictObject({ ...pollFields, channel: receiptChannel }),
  output: pollOutput(receipt.schema.extend({ event_id: eventId }), 'New receipts, oldest first'),
  example: { input: { limit: 10 } },
  run: ({ channel, ...input }, tools) => pollUnread(tools, receiptList(channel), input),
});
