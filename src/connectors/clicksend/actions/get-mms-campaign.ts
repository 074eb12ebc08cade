import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { mmsCampaign, mmsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get MMS Campaign',
  description: 'Gets one picture campaign by its id: its text, list, sender, state and when it is sent.',
  effect: 'read',
  phrases: [
    'show a picture campaign',
    'state of a mms campaign',
    'was the mms campaign sent',
    'details of a picture campaign',
  ],
  ...reading({
    item: mmsCampaign,
    fields: { mms_campaign_id: mmsCampaignId },
    at: ({ mms_campaign_id }) => path`/mms-campaigns/${mms_campaign_id}`,
  }),
  example: { input: { mms_campaign_id: 9002 } },
});
