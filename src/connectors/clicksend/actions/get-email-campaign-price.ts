import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { askPrice, costOf, costSchema } from '../costs.ts';
import { emailCampaignBody } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get Email Campaign Price',
  description:
    'Calculates what an e-mail campaign would cost, without making or sending it. Takes the same inputs as send-email-campaign.',
  effect: 'read',
  phrases: [
    'what does an e-mail campaign cost',
    'price of an email campaign',
    'estimate an e-mail campaign',
    'how much is it to send an e-mail to a list',
  ],
  input: z.strictObject(emailCampaignBody),
  output: costSchema,
  example: {
    input: {
      list_id: 428,
      name: 'Autumn',
      subject: 'New hours',
      body: '<p>Hello (First Name)</p>',
      from_email_address_id: 1,
      from_name: 'Demo',
    },
  },
  run: async (json, { call }) => costOf(await askPrice(call, { address: '/email-campaigns', json })),
});
