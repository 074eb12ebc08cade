import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { inboundList } from '../polling/lists.ts';
import { unreadAnswer } from '../polling/unread.ts';
import { inbound, maxItems, unreadSchema } from '../schemas/unread.ts';

export default defineAction({
  name: 'Get Inbound SMS',
  description:
    'Gets all inbound (received) text messages that were not read yet, oldest first, with the message that each replies to. Needs an inbound rule with action POLL (create-inbound-rule), and says so when there is none. Reading marks nothing; pass read_until to mark-inbound-sms-read when you have kept them. poll-inbound-sms does both.',
  effect: 'read',
  phrases: [
    'received text messages',
    'inbound sms',
    'replies to my texts',
    'unread messages from customers',
    'did anybody answer',
  ],
  input: z.strictObject({ max_items: maxItems }),
  output: unreadSchema(inbound.schema, 'Unread messages, oldest first'),
  example: { input: {} },
  run: ({ max_items }, tools) => unreadAnswer(tools, inboundList, max_items),
});
