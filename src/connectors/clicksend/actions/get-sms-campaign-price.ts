import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { smsCampaignBody } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get SMS Campaign Price',
  description:
    'Calculates what a text campaign would cost, without making or sending it. Takes the same inputs as send-sms-campaign.',
  effect: 'read',
  phrases: [
    'what does a text campaign cost',
    'price of a sms campaign',
    'estimate a text campaign',
    'how much is it to send a text message to a list',
  ],
  input: z.strictObject(smsCampaignBody),
  output: costSchema,
  example: {
    input: { list_id: 428, name: 'Autumn', body: 'Hello (First Name), new hours from Monday.' },
  },
  run: async (json, { call }) => costOf(await askPrice(call, { address: '/sms-campaigns', json })),
});
