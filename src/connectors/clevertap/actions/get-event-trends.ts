import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { counted, readiness, reqId } from '../counts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

export default defineAction({
  name: 'Get Event Trends',
  description: 'Gives how often an event happened by day, week or month, over at most a year.',
  effect: 'read',
  phrases: ['trend of an event', 'events per day', 'weekly purchases', 'monthly active users', 'revenue by month'],
  input: z.strictObject({
    ...queryFields,
    trend_types: z
      .array(z.enum(['daily', 'weekly', 'monthly']))
      .min(1)
      .max(3)
      .default(['daily'])
      .describe('Lengths of the steps; each gives a trend of its own. Default daily'),
    unique: z.boolean().optional().describe('Count people in each step, not events'),
    sum_event_prop: z.string().optional().describe('Add up this property in place of counting, such as Amount'),
    req_id: reqId,
  }),
  output: z.object({
    trends: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('By step length, the number by first day: {"daily": {"20261121": 4}}; absent while not ready'),
    ...readiness,
  }),
  example: { input: { event_name: 'Charged', from: 'yesterday', to: 'today', sum_event_prop: 'Amount' } },
  async run({ req_id, trend_types, unique, sum_event_prop, ...query }, tools) {
    const body = {
      ...queryBody(query, tools.facts),
      groups: Object.fromEntries(trend_types.map((trend_type) => [trend_type, { trend_type }])),
      ...(unique === undefined ? {} : { unique }),
      ...(sum_event_prop === undefined ? {} : { sum_event_prop }),
    };
    const result = await counted(tools, '/counts/trends.json', { body, req_id });
    return result.ready ? { ready: true, trends: result.answer } : result;
  },
});
