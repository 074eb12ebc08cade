import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { account } from '../schemas/account.ts';

export default defineAction({
  name: 'Get Account',
  description:
    'Gets the account: its balance as a number with the currency, names, country and settings. The API key that the app adds to it is taken out. The app allows 20 of these requests a minute.',
  effect: 'read',
  phrases: ['account balance', 'how much credit is left', 'who am I', 'show my account', 'account settings'],
  input: z.strictObject({}),
  output: account.schema,
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/account' }),
  result: (response) => account.from(dataOf(response)),
});
