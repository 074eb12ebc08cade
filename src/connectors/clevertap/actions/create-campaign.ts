import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { intOf } from '../../../kernel/shape.ts';
import { doneOf } from '../answers.ts';
import { estimated, estimates, estimatesOf } from '../campaigns/estimate.ts';
import { sinceYesterday } from '../dates.ts';
import { campaignBody, campaignFields, campaignId, isForEveryone } from '../schemas/campaign.ts';

export default defineAction({
  name: 'Create Campaign',
  description:
    'Creates a campaign: a message to people who did an event, to a segment, or to everybody, now or later. One to everybody (where {} or segment all) is only created with confirm_everyone: true; without it the answer shows how many it would reach. With estimate_only: true, or as a dry run, it shows that for any.',
  effect: 'write',
  verifyWith: 'get-campaigns',
  previewInput: 'estimate_only',
  verifyInput: () => sinceYesterday,
  phrases: ['new marketing campaign', 'schedule a push campaign', 'send an email blast', 'message all users who did'],
  input: z.strictObject({
    ...campaignFields,
    confirm_everyone: z
      .boolean()
      .default(false)
      .describe('Has to be true for a campaign to everybody. First ask a person. Default false'),
    estimate_only: z.boolean().default(false).describe('Only show how many it would reach. Default false'),
  }),
  output: z.object({
    created: z.boolean().describe('False: nothing was created; the message says why'),
    id: campaignId.optional(),
    estimates: estimates.optional(),
    message: z.string().describe('What happened, or what to do next'),
  }),
  example: {
    input: {
      name: 'Buyers of this week',
      where: { event_name: 'Charged', from: 'yesterday', to: 'today' },
      content: { title: 'Thank you', body: 'A gift is waiting for you' },
      when: 'now',
    },
  },
  async run({ confirm_everyone, estimate_only, ...campaign }, tools) {
    const body = campaignBody(campaign, tools.facts);
    const isUnconfirmed = isForEveryone(campaign) && !confirm_everyone;
    if (isUnconfirmed || estimate_only) {
      const message = isUnconfirmed
        ? 'Nothing was created: this goes to everybody. Ask a person, then run it with confirm_everyone: true'
        : 'Nothing was created: this is what it would reach. Run it without estimate_only to create it';
      return { created: false, estimates: await estimated(tools, body), message };
    }
    const envelope = doneOf(await tools.call({ method: 'POST', path: '/targets/create.json', body: { json: body } }));
    const id = intOf(envelope['id']);
    const reach = estimatesOf(envelope);
    return {
      created: true,
      ...(id === undefined ? {} : { id }),
      ...(Object.keys(reach).length === 0 ? {} : { estimates: reach }),
      message: 'Created. get-campaign-report shows the result when it is over; stop-campaign stops it',
    };
  },
});
