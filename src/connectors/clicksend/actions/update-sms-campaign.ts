import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { smsCampaign, smsCampaignBody, smsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Update SMS Campaign',
  description:
    'Changes a text campaign that was not sent yet. All of it is given anew, so read it with get-sms-campaign first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-sms-campaign',
  phrases: [
    'change a text campaign',
    'reschedule a sms campaign',
    'correct the text of a sms campaign',
    'edit a text campaign',
  ],
  ...writing({
    item: smsCampaign,
    method: 'PUT',
    fields: { sms_campaign_id: smsCampaignId },
    at: ({ sms_campaign_id }) => path`/sms-campaigns/${sms_campaign_id}`,
    body: smsCampaignBody,
  }),
  example: {
    input: { sms_campaign_id: 9001, list_id: 428, name: 'Autumn', body: 'Hello (First Name), new hours from Monday.' },
  },
});
