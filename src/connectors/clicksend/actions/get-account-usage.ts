import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { pageOf, pageSchema } from '../answers.ts';
import { usage, usageFields } from '../schemas/account.ts';

export default defineAction({
  name: 'Get Account Usage',
  description:
    'Gets what the account used in one month, by e-mail address or by subaccount: how many messages of each kind and what they cost.',
  effect: 'read',
  phrases: [
    'usage of a month',
    'what did we spend',
    'cost by subaccount',
    'monthly usage',
    'how many messages this month',
  ],
  input: z.strictObject(usageFields),
  output: pageSchema(usage, 'Usage, one item for each subaccount or address'),
  example: { input: { year: 2026, month: 11 } },
  request: ({ year, month, type }) => ({ method: 'GET', path: path`/account/usage/${year}/${month}/${type}` }),
  result: (response) => pageOf(usage, response),
});
