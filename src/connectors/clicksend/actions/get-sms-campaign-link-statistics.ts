import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { int, object, shape } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { smsCampaignId } from '../schemas/campaigns.ts';

const counts = shape('counts', {
  opened: int('Recipients who followed the link'),
  unopened: int('Recipients who did not'),
});
const statistics = shape('statistics of a link', { links: object(counts, 'How many followed the link') });

export default defineAction({
  name: 'Get SMS Campaign Link Statistics',
  description:
    'Gets how many recipients of a text campaign followed its short link, and by browser, system, device and country. Only campaigns with url_to_shorten have links.',
  effect: 'read',
  phrases: [
    'who clicked the link in the text',
    'link statistics of a campaign',
    'clicks of an sms campaign',
    'how many opened the link',
  ],
  input: z.strictObject({ sms_campaign_id: smsCampaignId }),
  output: statistics.schema,
  example: { input: { sms_campaign_id: 9001 } },
  request: ({ sms_campaign_id }) => ({ method: 'GET', path: path`/sms-campaigns/${sms_campaign_id}/link-statistics` }),
  result: (response) => statistics.from(dataOf(response)),
});
