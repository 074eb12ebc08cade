import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { zone } from '../dates.ts';
import { eventId, pollOutput, pollTrigger, since } from '../polling/marks.ts';
import { newEvents } from '../polling/new-events.ts';
import { eventName } from '../schemas/query.ts';

export default defineAction({
  name: 'Poll New Events',
  description:
    'Gives the events of one name that happened since you last asked, each once. Ask without since to begin (that answer is empty), keep the cursor, and pass it as since from then on. The app can only give whole days, so a poll counts the day first and reads it again only when there are more: for events of up to about 100,000 a day. Events that are uploaded late, with an older time, are not seen.',
  effect: 'read',
  trigger: pollTrigger,
  phrases: ['when somebody does an event', 'trigger on a purchase', 'new events since last time', 'watch for an event'],
  input: z.strictObject({
    event_name: eventName,
    since,
    limit: z.int().min(1).max(1_000).default(100).describe('Most events to give, 1 to 1000. Default 100'),
    timezone: zone('IANA time zone of the project. Default: that of the connection, else UTC').optional(),
  }),
  output: pollOutput(z.looseObject({ event_id: eventId }), 'New events, oldest first, as get-events gives them'),
  example: { input: { event_name: 'Charged' } },
  run: (input, tools) => newEvents(tools, input),
});
