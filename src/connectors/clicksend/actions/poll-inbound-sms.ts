import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { inboundList } from '../polling/lists.ts';
import { eventId, pollFields, pollOutput, pollTrigger, pollUnread } from '../polling/poll.ts';
import { inbound } from '../schemas/unread.ts';

export default defineAction({
  name: 'Poll Inbound SMS',
  description:
    'Gives the text messages that came in since the last time you asked, each once. Ask without since to begin, keep the cursor, and pass it as since from then on: it also marks what the answer before gave as read, so nothing is lost when something breaks in between. Needs an inbound rule with action POLL (create-inbound-rule).',
  effect: 'write',
  trigger: pollTrigger,
  phrases: [
    'when a text message comes in',
    'new replies since last time',
    'trigger on inbound sms',
    'watch for answers',
    'poll for received texts',
  ],
  input: z.strictObject(pollFields),
  output: pollOutput(inbound.schema.extend({ event_id: eventId }), 'New messages, oldest first'),
  example: { input: { limit: 10 } },
  run: (input, tools) => pollUnread(tools, inboundList, input),
});
