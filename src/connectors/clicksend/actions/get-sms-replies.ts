import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { dataOf, pageFields, pageOf, pageSchema } from '../answers.ts';
import { messageId } from '../schemas/common.ts';
import { inbound } from '../schemas/unread.ts';

export default defineAction({
  name: 'Get SMS Replies',
  description:
    'Gets the replies to one text message that was sent, by the id that send-sms gave. Needs an inbound rule with action POLL, like get-inbound-sms, which gives everything unread.',
  effect: 'read',
  phrases: ['replies to this message', 'what did they answer', 'response to one text', 'answers to an sms'],
  input: z.strictObject({ message_id: messageId, ...pageFields }),
  output: pageSchema(inbound, 'The replies'),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000001' } },
  request: ({ message_id, ...query }) => ({ method: 'GET', path: path`/sms/inbound/${message_id}`, query }),
  result(response) {
    const data = dataOf(response);
    // One reply comes bare.
    const isBare = typeof data === 'object' && data !== null && 'message_id' in data;
    return pageOf(inbound, isBare ? { body: { data: [data] } } : response);
  },
});
