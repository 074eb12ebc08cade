import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { emailCampaign, emailCampaignBody } from '../schemas/campaigns.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send Email Campaign',
  description:
    'Sends an e-mail to everybody on a contact list, at once or at a time, as a campaign (up to 20,000 contacts). It costs money for each of them: get-email-campaign-price tells how much, max_price limits it. remove-opted-out-contacts cleans the list first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'list-email-campaigns',
  phrases: [
    'send an e-mail campaign',
    'send an e-mail to everybody on a list',
    'schedule an email campaign',
    'create an e-mail campaign',
  ],
  input: z.strictObject({ ...emailCampaignBody, max_price: maxPrice }),
  output: emailCampaign.schema,
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
  async run({ max_price, ...json }, { call, facts }) {
    requireFuture(json.schedule, { path: 'schedule', now: facts.now });
    const data = dataOf(await sendWithin(call, { address: '/email-campaigns', json, maxPrice: max_price }));
    // The campaign stands inside its price.
    return emailCampaign.from(recordOf(data)?.['data'] ?? data);
  },
});
