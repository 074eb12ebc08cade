import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { listing } from '../crud.ts';
import { smsCampaignId } from '../schemas/campaigns.ts';
import { linkVisit } from '../schemas/link-visits.ts';

export default defineAction({
  name: 'List SMS Campaign Link Visits',
  description:
    'Lists the recipients of a text campaign with whether, when and how often each followed its short link. Only campaigns with url_to_shorten have links.',
  effect: 'read',
  phrases: [
    'which contacts clicked',
    'recipients who opened the link',
    'link tracking of a campaign',
    'clicks by person',
  ],
  ...listing({
    item: linkVisit,
    of: 'The recipients',
    fields: { sms_campaign_id: smsCampaignId },
    at: ({ sms_campaign_id }) => path`/sms-campaigns/${sms_campaign_id}/link-tracking`,
  }),
  example: { input: { sms_campaign_id: 9001 } },
});
