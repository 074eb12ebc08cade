import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { messageId } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel Scheduled Postcard',
  description:
    'Cancels a scheduled postcard that was not printed yet. One that is under way, or unknown, is refused as not found. get-postcard-history shows the scheduled ones.',
  effect: 'destroy',
  verifyWith: 'get-postcard-history',
  phrases: [
    'cancel a scheduled postcard',
    'stop a postcard',
    'do not post the planned postcard',
    'take back a postcard',
  ],
  ...doing({ fields: { message_id: messageId }, at: ({ message_id }) => path`/post/postcards/${message_id}/cancel` }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000022' } },
});
