import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { estimated, estimates } from '../campaigns/estimate.ts';
import { campaignBody, campaignFields } from '../schemas/campaign.ts';

export default defineAction({
  name: 'Estimate Campaign',
  description:
    'Tells how many people a campaign would reach, without creating it. Takes what create-campaign takes; nothing is sent.',
  effect: 'read',
  phrases: ['how many would a campaign reach', 'audience size', 'estimate reach', 'preview a campaign'],
  input: z.strictObject(campaignFields),
  output: z.object({
    estimates,
    total: z.number().describe('All of them together; somebody with several platforms counts several times'),
  }),
  example: { input: { name: 'Everybody', segment: 'all', content: { title: 'Hello', body: 'News' } } },
  async run(campaign, tools) {
    const reach = await estimated(tools, campaignBody(campaign, tools.facts));
    return { estimates: reach, total: Object.values(reach).reduce((sum, count) => sum + count, 0) };
  },
});
