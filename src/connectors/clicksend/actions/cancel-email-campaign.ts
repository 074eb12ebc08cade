import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { emailCampaignId } from '../schemas/campaigns.ts';

export default defineAction({
  name: 'Cancel Email Campaign',
  description:
    'Cancels an e-mail campaign that was not sent yet. It cannot be undone; what was sent already stays sent.',
  effect: 'destroy',
  verifyWith: 'get-email-campaign',
  phrases: [
    'cancel an e-mail campaign',
    'stop an email campaign',
    'do not send the email campaign',
    'abort an e-mail campaign',
  ],
  ...doing({
    fields: { email_campaign_id: emailCampaignId },
    at: ({ email_campaign_id }) => path`/email-campaigns/${email_campaign_id}/cancel`,
  }),
  example: { input: { email_campaign_id: 9003 } },
});
