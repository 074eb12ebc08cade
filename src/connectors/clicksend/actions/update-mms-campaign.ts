import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { mmsCampaign, mmsCampaignBody, mmsCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Update MMS Campaign',
  description:
    'Changes a picture campaign that was not sent yet. All of it is given anew, so read it with get-mms-campaign first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-mms-campaign',
  phrases: [
    'change a picture campaign',
    'reschedule a mms campaign',
    'correct the text of a mms campaign',
    'edit a picture campaign',
  ],
  ...writing({
    item: mmsCampaign,
    method: 'PUT',
    fields: { mms_campaign_id: mmsCampaignId },
    at: ({ mms_campaign_id }) => path`/mms-campaigns/${mms_campaign_id}`,
    body: mmsCampaignBody,
  }),
  example: {
    input: {
      mms_campaign_id: 9002,
      list_id: 428,
      name: 'Autumn',
      subject: 'New hours',
      body: 'Hello (First Name)',
      media_file: 'https://example.com/autumn.jpg',
    },
  },
});
