import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { envelopeOf } from '../answers.ts';

export default defineAction({
  name: 'Get Schema',
  description:
    'Lists the events of the project with their properties, or the properties of people: the exact names that queries and uploads need.',
  effect: 'read',
  phrases: ['which events exist', 'list event names', 'event properties', 'user properties', 'data dictionary'],
  input: z.strictObject({
    type: z
      .enum(['events', 'userProperties'])
      .default('events')
      .describe('events, or userProperties for those of people. Default events'),
  }),
  output: z.object({
    schema: z.unknown().describe('The names, with types where the app gives them'),
  }),
  example: { input: { type: 'events' } },
  request: ({ type }) => ({ method: 'GET', path: '/getSchema', query: { type } }),
  result(response) {
    const { status: _, ...rest } = envelopeOf(response);
    return { schema: rest['schema'] ?? rest };
  },
});
