import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { messageId } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel Scheduled Letter',
  description:
    'Cancels a scheduled letter that was not printed yet. One that is under way, or unknown, is refused as not found. get-letter-history shows the scheduled ones.',
  effect: 'destroy',
  verifyWith: 'get-letter-history',
  phrases: ['cancel a scheduled letter', 'stop a letter', 'do not post the planned letter', 'take back a letter'],
  ...doing({ fields: { message_id: messageId }, at: ({ message_id }) => path`/post/letters/${message_id}/cancel` }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000021' } },
});
