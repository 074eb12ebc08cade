import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { listing } from '../crud.ts';
import { emailCampaignId } from '../schemas/campaigns.ts';
import { since, until } from '../schemas/common.ts';
import { campaignEmail } from '../schemas/email.ts';

export default defineAction({
  name: 'Get Email Campaign History',
  description: 'Lists what became of the e-mails of one campaign, recipient by recipient, by time.',
  effect: 'read',
  phrases: [
    'results of an email campaign',
    'who got the campaign email',
    'email campaign history',
    'which campaign emails failed',
  ],
  ...listing({
    item: campaignEmail,
    of: 'The e-mails',
    fields: { email_campaign_id: emailCampaignId, since, until },
    at: ({ email_campaign_id }) => path`/email-campaigns/${email_campaign_id}/history`,
    query: ({ since, until }) => ({ date_from: since, date_to: until }),
  }),
  example: { input: { email_campaign_id: 9003 } },
});
