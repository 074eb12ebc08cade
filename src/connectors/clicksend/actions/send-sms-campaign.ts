import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { smsCampaign, smsCampaignBody } from '../schemas/campaigns.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send SMS Campaign',
  description:
    'Sends a text message to everybody on a contact list, at once or at a time, as a campaign (up to 20,000 contacts). It costs money for each of them: get-sms-campaign-price tells how much, max_price limits it. remove-opted-out-contacts cleans the list first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'list-sms-campaigns',
  phrases: [
    'send a text campaign',
    'send a text message to everybody on a list',
    'schedule a sms campaign',
    'create a text campaign',
  ],
  input: z.strictObject({ ...smsCampaignBody, max_price: maxPrice }),
  output: smsCampaign.schema,
  example: {
    input: { list_id: 428, name: 'Autumn', body: 'Hello (First Name), new hours from Monday.' },
  },
  async run({ max_price, ...json }, { call, facts }) {
    requireFuture(json.schedule, { path: 'schedule', now: facts.now });
    return smsCampaign.from(dataOf(await sendWithin(call, { address: '/sms-campaigns', json, maxPrice: max_price })));
  },
});
