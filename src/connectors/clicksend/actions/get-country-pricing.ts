import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { dataOf } from '../answers.ts';
import { country } from '../phone.ts';
import { currencyInput, pricing } from '../schemas/account.ts';

export default defineAction({
  name: 'Get Country Pricing',
  description:
    'Gets the prices of one country: of a text message, picture message, call, fax, letter and so on, as far as the app offers them, in a currency.',
  effect: 'read',
  phrases: ['prices of a country', 'what does a text to germany cost', 'rates for a country', 'price list'],
  input: z.strictObject({ country, currency: currencyInput }),
  output: pricing.schema,
  example: { input: { country: 'GB' } },
  request: ({ country, currency }) => ({ method: 'GET', path: path`/pricing/${country}`, query: { currency } }),
  result: (response) => pricing.from(dataOf(response)),
});
