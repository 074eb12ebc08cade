import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { mmsCampaignBody } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get MMS Campaign Price',
  description:
    'Calculates what a picture campaign would cost, without making or sending it. Takes the same inputs as send-mms-campaign.',
  effect: 'read',
  phrases: [
    'what does a picture campaign cost',
    'price of a mms campaign',
    'estimate a picture campaign',
    'how much is it to send a picture message to a list',
  ],
  input: z.strictObject(mmsCampaignBody),
  output: costSchema,
  example: {
    input: {
      list_id: 428,
      name: 'Autumn',
      subject: 'New hours',
      body: 'Hello (First Name)',
      media_file: 'https://example.com/autumn.jpg',
    },
  },
  run: async (json, { call }) => costOf(await askPrice(call, { address: '/mms-campaigns', json })),
});
