import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { recordOf, textOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { amountOf, currencyField, currencyOf } from '../money.ts';
import { country } from '../phone.ts';
import { currencyInput } from '../schemas/account.ts';

const price = z.object({
  service: z.string().describe('sms, mms, voice, email, fax, post …'),
  item: z.string().describe('What of it, such as price, price_mobile or letter'),
  price: z.number().describe('Price of one, or of one part'),
});

export default defineAction({
  name: 'Get Country Pricing',
  description:
    'Gets the prices of one country: of a text message, picture message, call, e-mail, letter and so on, as far as the app offers them, in a currency. get-sms-price tells what certain messages cost.',
  effect: 'read',
  phrases: ['prices of a country', 'what does a text to germany cost', 'rates for a country', 'price list'],
  input: z.strictObject({ country, currency: currencyInput }),
  output: z.object({
    country: z.string().optional().describe('Country, two letters'),
    country_name: z.string().optional().describe('Its name'),
    currency: currencyField,
    prices: z.array(price).describe('The prices'),
  }),
  example: { input: { country: 'GB' } },
  request: ({ country, currency }) => ({ method: 'GET', path: path`/pricing/${country}`, query: { currency } }),
  result(response) {
    const data = recordOf(dataOf(response)) ?? {};
    const { country, country_name } = data;
    const currency = currencyOf(data);
    return {
      ...(textOf(country) === undefined ? {} : { country: textOf(country) }),
      ...(textOf(country_name) === undefined ? {} : { country_name: textOf(country_name) }),
      ...(currency === undefined ? {} : { currency }),
      prices: Object.entries(data).flatMap(([service, rates]) =>
        service === 'currency' ? [] : pricesOf(service, rates),
      ),
    };
  },
});

function pricesOf(service: string, rates: unknown) {
  return Object.entries(recordOf(rates) ?? {}).flatMap(([item, written]) => {
    const price = item === 'quantity' ? undefined : amountOf(written);
    return price === undefined ? [] : [{ service, item, price }];
  });
}
