import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { smsCampaign, smsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get SMS Campaign',
  description: 'Gets one text campaign by its id: its text, list, sender, state and when it is sent.',
  effect: 'read',
  phrases: [
    'show a text campaign',
    'state of a sms campaign',
    'was the sms campaign sent',
    'details of a text campaign',
  ],
  ...reading({
    item: smsCampaign,
    fields: { sms_campaign_id: smsCampaignId },
    at: ({ sms_campaign_id }) => path`/sms-campaigns/${sms_campaign_id}`,
  }),
  example: { input: { sms_campaign_id: 9001 } },
});
