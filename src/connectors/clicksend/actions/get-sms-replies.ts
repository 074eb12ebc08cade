import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { dataOf, pageFields, pageOf, pageSchema } from '../answers.ts';
import { inboundList } from '../polling/lists.ts';
import { readUnread } from '../polling/unread.ts';
import { messageId } from '../schemas/common.ts';
import { inbound } from '../schemas/unread.ts';

export default defineAction({
  name: 'Get SMS Replies',
  description:
    'Gets the replies to one text message that was sent, by the id that send-sms gave. The app gives the newest one; earlier ones are there as long as they are unread. Needs an inbound rule with action POLL, like get-inbound-sms, which gives everything unread.',
  effect: 'read',
  phrases: ['replies to this message', 'what did they answer', 'response to one text', 'answers to an sms'],
  input: z.strictObject({ message_id: messageId, ...pageFields }),
  output: pageSchema(inbound, 'The replies'),
  example: { input: { message_id: '5C0FFEE0-0000-4000-A000-000000000001' } },
  async run({ message_id, ...query }, { call }) {
    const response = await call({ method: 'GET', path: path`/sms/inbound/${message_id}`, query });
    const data = dataOf(response);
    if (typeof data !== 'object' || data === null || !('message_id' in data)) return pageOf(inbound, response);
    // The newest reply comes bare, without those before it.
    const newest = inbound.from(data);
    const unread = (await readUnread(call, inboundList)).map(({ item }) => item);
    const earlier = unread.filter(
      (reply) => reply.original_message_id === newest.original_message_id && reply.message_id !== newest.message_id,
    );
    return pageOf(inbound, { body: { data: [...earlier, newest] } });
  },
});
