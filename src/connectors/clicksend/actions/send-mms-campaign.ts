import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { sendWithin } from '../costs.ts';
import { maxPrice } from '../money.ts';
import { mmsCampaign, mmsCampaignBody } from '../schemas/campaigns.ts';
import { requireFuture } from '../times.ts';

export default defineAction({
  name: 'Send MMS Campaign',
  description:
    'Sends a picture message to everybody on a contact list, at once or at a time, as a campaign (up to 20,000 contacts). It costs money for each of them: get-mms-campaign-price tells how much, max_price limits it. remove-opted-out-contacts cleans the list first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'list-mms-campaigns',
  phrases: [
    'send a picture campaign',
    'send a picture message to everybody on a list',
    'schedule a mms campaign',
    'create a picture campaign',
  ],
  input: z.strictObject({ ...mmsCampaignBody, max_price: maxPrice }),
  output: mmsCampaign.schema,
  example: {
    input: {
      list_id: 428,
      name: 'Autumn',
      subject: 'New hours',
      body: 'Hello (First Name)',
      media_file: 'https://example.com/autumn.jpg',
    },
  },
  async run({ max_price, ...json }, { call, facts }) {
    requireFuture(json.schedule, { path: 'schedule', now: facts.now });
    return mmsCampaign.from(dataOf(await sendWithin(call, { address: '/mms-campaigns', json, maxPrice: max_price })));
  },
});
