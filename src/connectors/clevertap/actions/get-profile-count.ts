import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf, unexpected } from '../../../kernel/shape.ts';
import { counted, readiness, reqId } from '../counts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Get Profile Count',
  description:
    'Counts how many people did an event, such as Charged (a purchase), each counted once in a range of days, with conditions on properties if you like. The app may take its time: its answer is waited for up to two minutes, then the answer is ready: false with a req_id to ask again with.',
  effect: 'read',
  phrases: [
    'how many users did an event',
    'how many customers made a purchase',
    'count people',
    'unique users of an event',
  ],
  input: z.strictObject({ ...queryFields, req_id: reqId }),
  output: z.object({ count: z.int().optional().describe('How many; absent while not ready'), ...readiness }),
  example: { input: { event_name: 'App Launched', from: 'yesterday', to: 'today' } },
  async run({ req_id, ...query }, tools) {
    const result = await counted(tools, '/counts/profiles.json', { body: queryBody(query, tools.facts), req_id });
    if (!result.ready) return result;
    const count = intOf(result.answer['count']);
    if (count === undefined) throw unexpected('a count', result.answer);
    return { ready: true, count };
  },
});
