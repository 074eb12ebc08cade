import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';

export default defineAction({
  name: 'Real-Time User Count',
  description: 'Counts the people who were active in the last five minutes.',
  effect: 'read',
  phrases: ['how many users are active now', 'live users', 'real time count'],
  input: z.strictObject({
    user_type: z.boolean().optional().describe('Also split the count into new and returning people'),
  }),
  output: z.looseObject({ count: z.number().describe('People active in the last five minutes') }),
  example: { input: {} },
  request: (input) => ({ method: 'POST', path: '/now.json', body: { json: input } }),
});
