import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf, unexpected } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';

const split = (what: string) => z.boolean().optional().describe(`Also split the count by ${what}`);

export default defineAction({
  name: 'Real-Time User Count',
  description: 'Counts the people who were active in the last five minutes, and splits them as you like.',
  effect: 'read',
  phrases: ['how many users are active now', 'live users', 'real time count', 'who is online'],
  input: z.strictObject({
    user_type: split('new and returning people'),
    session_source: split('where they came from'),
    browser: split('browser'),
    os: split('operating system'),
    device: split('device'),
  }),
  output: z.object({
    count: z.int().describe('People active in the last five minutes'),
    splits: z.record(z.string(), z.unknown()).describe('By name of the split, how many of each kind'),
  }),
  example: { input: { user_type: true } },
  request: (input) => ({ method: 'POST', path: '/now.json', body: { json: input } }),
  result(response) {
    const { status: _, count: given, ...splits } = envelopeOf(response);
    const count = intOf(given);
    if (count === undefined) throw unexpected('a count', response.body);
    return { count, splits };
  },
});
