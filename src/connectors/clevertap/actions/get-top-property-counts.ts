import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { counted, readiness, reqId } from '../counts.ts';
import { queryBody, queryFields } from '../schemas/query.ts';

const group = z.strictObject({
  property_type: z
    .enum(['event_properties', 'session_properties', 'profile_fields'])
    .default('event_properties')
    .describe('Whose property it is. Default event_properties'),
  name: z.string().min(1).describe('Name of the property'),
  top_n: z.int().min(1).max(100).default(10).describe('How many values, 1 to 100. Default 10'),
  order: z.enum(['desc', 'asc']).default('desc').describe('desc: most frequent first. Default desc'),
});

export default defineAction({
  name: 'Get Top Property Counts',
  description:
    'Gives the most (or least) frequent values of properties of an event, such as the products bought most, in a range of days.',
  effect: 'read',
  phrases: ['most popular products', 'top values of a property', 'group events by property', 'break down by city'],
  input: z.strictObject({
    ...queryFields,
    groups: z.record(z.string(), group).describe('By a label of your own, what to count'),
    req_id: reqId,
  }),
  output: z.object({
    groups: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('By label, the counts by type of value: {"STR": {"sushi": 4}}; absent while not ready'),
    ...readiness,
  }),
  example: {
    input: {
      event_name: 'Product Viewed',
      from: 'yesterday',
      to: 'today',
      groups: { products: { name: 'Product name', top_n: 3 } },
    },
  },
  async run({ req_id, groups, ...query }, tools) {
    const body = { ...queryBody(query, tools.facts), groups };
    const result = await counted(tools, '/counts/top.json', { body, req_id });
    return result.ready ? { ready: true, groups: result.answer } : result;
  },
});
