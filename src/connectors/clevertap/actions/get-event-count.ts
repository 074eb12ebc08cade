import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf, unexpected } from '../../../kernel/shape.ts';
import { counted, readiness, reqId } from '../counts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Get Event Count',
  description:
    'Counts how many times an event happened in a range of days, with conditions on properties if you like. The app may take its time: its answer is waited for up to two minutes, then the answer is ready: false with a req_id to ask again with.',
  effect: 'read',
  phrases: ['how often did an event happen', 'count events', 'number of purchases'],
  input: z.strictObject({ ...queryFields, req_id: reqId }),
  output: z.object({ count: z.int().optional().describe('How many; absent while not ready'), ...readiness }),
  example: { input: { event_name: 'Charged', from: 'yesterday', to: 'today' } },
  async run({ req_id, ...query }, tools) {
    const result = await counted(tools, '/counts/events.json', { body: queryBody(query, tools.facts), req_id });
    if (!result.ready) return result;
    const count = intOf(result.answer['count']);
    if (count === undefined) throw unexpected('a count', result.answer);
    return { ready: true, count };
  },
});
