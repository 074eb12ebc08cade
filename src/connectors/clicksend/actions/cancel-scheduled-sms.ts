import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { messageId } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel Scheduled SMS',
  description:
    'Cancels a scheduled text message that has not been sent yet. One that was sent already, or is unknown, is refused as not found. get-sms-history with status Scheduled lists what can be cancelled; cancel-all-scheduled cancels everything at once.',
  effect: 'destroy',
  verifyWith: 'get-sms-history',
  phrases: [
    'cancel a scheduled text message',
    'stop an sms from being sent',
    'do not send the planned sms',
    'unschedule a text',
  ],
  ...doing({ fields: { message_id: messageId }, at: ({ message_id }) => path`/sms/${message_id}/cancel` }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000009' } },
});
