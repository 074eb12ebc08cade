import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { emailCampaign, emailCampaignBody, emailCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Update Email Campaign',
  description:
    'Changes an e-mail campaign that was not sent yet. All of it is given anew, so read it with get-email-campaign first.',
  effect: 'write',
  isCharged: true,
  verifyWith: 'get-email-campaign',
  phrases: [
    'change an e-mail campaign',
    'reschedule an email campaign',
    'correct the text of an email campaign',
    'edit an e-mail campaign',
  ],
  ...writing({
    item: emailCampaign,
    method: 'PUT',
    fields: { email_campaign_id: emailCampaignId },
    at: ({ email_campaign_id }) => path`/email-campaigns/${email_campaign_id}`,
    body: emailCampaignBody,
  }),
  example: {
    input: {
      email_campaign_id: 9003,
      list_id: 428,
      name: 'Autumn',
      subject: 'New hours',
      body: '<p>Hello (First Name)</p>',
      from_email_address_id: 1,
      from_name: 'Demo',
    },
  },
});
