import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf, pageSchema } from '../answers.ts';
import { countryItem } from '../schemas/account.ts';

export default defineAction({
  name: 'List Countries',
  description: 'Lists all countries that the app knows, with their two-letter codes.',
  effect: 'read',
  phrases: ['list countries', 'country codes', 'two-letter code of a country', 'which countries are there'],
  input: z.strictObject({}),
  output: pageSchema(countryItem, 'The countries'),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/countries' }),
  result: (response) => pageOf(countryItem, response),
});
