import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { campaignsOf, campaignView } from '../campaigns/list.ts';
import { daysOf, rangeFields } from '../dates.ts';

export default defineAction({
  name: 'Get Campaigns',
  description:
    'Lists the campaigns that were made by API and are scheduled for a range of days; days to come are allowed, and a month is what the app does well. Campaigns made in the dashboard, and journeys, cannot be listed by API.',
  effect: 'read',
  phrases: ['list campaigns', 'which campaigns are scheduled', 'campaign ids', 'state of campaigns'],
  input: z.strictObject(rangeFields),
  output: z.object({ campaigns: z.array(campaignView).describe('The campaigns') }),
  example: { input: { from: '2026-11-01', to: '2026-11-30' } },
  request: (range, facts) => ({ method: 'POST', path: '/targets/list.json', body: { json: daysOf(range, facts) } }),
  result: (response) => ({ campaigns: campaignsOf(response) }),
});
