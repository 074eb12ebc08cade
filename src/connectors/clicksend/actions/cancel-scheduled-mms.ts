import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { messageId } from '../schemas/common.ts';

export default defineAction({
  name: 'Cancel Scheduled MMS',
  description:
    'Cancels a scheduled picture message (MMS) that has not been sent yet. One that was sent already, or is unknown, is refused as not found. get-mms-history shows the scheduled ones.',
  effect: 'destroy',
  verifyWith: 'get-mms-history',
  phrases: [
    'cancel a scheduled mms',
    'stop a picture message',
    'do not send the planned mms',
    'unschedule a picture message',
  ],
  ...doing({ fields: { message_id: messageId }, at: ({ message_id }) => path`/mms/${message_id}/cancel` }),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000011' } },
});
