import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { messageId } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel Scheduled Voice',
  description:
    'Cancels a scheduled voice call that has not been made yet. One that was made already, or is unknown, is refused as not found. get-voice-history shows the scheduled calls.',
  effect: 'destroy',
  verifyWith: 'get-voice-history',
  phrases: [
    'cancel a scheduled call',
    'stop a voice message',
    'do not make the planned call',
    'unschedule a phone call',
  ],
  ...doing({ fields: { message_id: messageId }, at: ({ message_id }) => path`/voice/${message_id}/cancel` }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000012' } },
});
