import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { smsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Cancel SMS Campaign',
  description: 'Cancels a text campaign that was not sent yet. It cannot be undone; what was sent already stays sent.',
  effect: 'destroy',
  verifyWith: 'get-sms-campaign',
  phrases: ['cancel a text campaign', 'stop a sms campaign', 'do not send the sms campaign', 'abort a text campaign'],
  ...doing({
    fields: { sms_campaign_id: smsCampaignId },
    at: ({ sms_campaign_id }) => path`/sms-campaigns/${sms_campaign_id}/cancel`,
  }),
  example: { input: { sms_campaign_id: 9001 } },
});
