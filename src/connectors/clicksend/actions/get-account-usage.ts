import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { intOf, numberOf, recordOf, textOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { amountOf } from '../money.ts';
import { usageFields } from '../schemas/account.ts';

const sums = {
  count: z.number().describe('How many messages'),
  price: z.number().describe("What they cost, in the account's currency"),
};
const user = z.object({
  username: z.string().optional().describe('Username of the subaccount'),
  subaccount_id: z.int().optional().describe('Id of the subaccount'),
  ...sums,
});

export default defineAction({
  name: 'Get Account Usage',
  description:
    'Gets what the account used in one month: for each kind of message how many there were and what they cost, in all and by subaccount.',
  effect: 'read',
  phrases: [
    'usage of a month',
    'what did we spend',
    'cost by subaccount',
    'monthly usage',
    'how many messages this month',
  ],
  input: z.strictObject(usageFields),
  output: z.object({
    channels: z
      .array(
        z.object({
          channel: z.string().describe('sms, mms, voice, email, fax or post'),
          ...sums,
          users: z.array(user).describe('The same by subaccount'),
        }),
      )
      .describe('Usage of each kind of message'),
    price: z.number().describe('What all of it cost'),
  }),
  example: { input: { year: 2026, month: 11 } },
  request: ({ year, month, type }) => ({ method: 'GET', path: path`/account/usage/${year}/${month}/${type}` }),
  result(response) {
    const data = recordOf(dataOf(response)) ?? {};
    const channels = Object.entries(data).flatMap(([channel, rows]) => {
      const total = recordOf(data[`${channel}_total`]);
      return Array.isArray(rows) ? [{ channel, ...sumsOf(total, 'count', 'price'), users: rows.map(userOf) }] : [];
    });
    const price = channels.reduce((sum, one) => sum + one.price, 0);
    return { channels, price: Math.round(price * 10_000) / 10_000 };
  },
});

function userOf(row: unknown) {
  const record = recordOf(row);
  const username = textOf(record?.['username']);
  const subaccount_id = intOf(record?.['subaccount_id']);
  return {
    ...(username === undefined ? {} : { username }),
    ...(subaccount_id === undefined ? {} : { subaccount_id }),
    ...sumsOf(record, 'total_count', 'total_price'),
  };
}

function sumsOf(record: Readonly<Record<string, unknown>> | undefined, count: string, price: string) {
  return { count: numberOf(record?.[count]) ?? 0, price: amountOf(record?.[price]) ?? 0 };
}
