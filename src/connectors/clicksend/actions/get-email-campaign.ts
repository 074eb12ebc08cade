import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { emailCampaign, emailCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Get Email Campaign',
  description: 'Gets one e-mail campaign by its id: its text, list, sender, state and when it is sent.',
  effect: 'read',
  phrases: [
    'show an e-mail campaign',
    'state of an email campaign',
    'was the email campaign sent',
    'details of an e-mail campaign',
  ],
  ...reading({
    item: emailCampaign,
    fields: { email_campaign_id: emailCampaignId },
    at: ({ email_campaign_id }) => path`/email-campaigns/${email_campaign_id}`,
  }),
  example: { input: { email_campaign_id: 9003 } },
});
