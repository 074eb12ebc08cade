import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { messageId } from '../schemas/common.ts';
import { receipt } from '../schemas/unread.ts';

export default defineAction({
  name: 'Get Delivery Receipt',
  description:
    'Gets the delivery receipt of one text message, read or not: whether it was delivered or failed, and why. Refused as not found while there is none, which test numbers never have.',
  effect: 'read',
  phrases: ['delivery status of one message', 'did this text arrive', 'receipt of a message', 'check one sms delivery'],
  ...reading({
    item: receipt,
    fields: { message_id: messageId },
    at: ({ message_id }) => path`/sms/receipts/${message_id}`,
  }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000001' } },
});
