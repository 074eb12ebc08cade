import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { mmsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Cancel MMS Campaign',
  description:
    'Cancels a picture campaign that was not sent yet. It cannot be undone; what was sent already stays sent.',
  effect: 'destroy',
  verifyWith: 'get-mms-campaign',
  phrases: [
    'cancel a picture campaign',
    'stop a mms campaign',
    'do not send the mms campaign',
    'abort a picture campaign',
  ],
  ...doing({
    fields: { mms_campaign_id: mmsCampaignId },
    at: ({ mms_campaign_id }) => path`/mms-campaigns/${mms_campaign_id}/cancel`,
  }),
  example: { input: { mms_campaign_id: 9002 } },
});
