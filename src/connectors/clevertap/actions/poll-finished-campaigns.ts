import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { campaignsOf, campaignView } from '../campaigns/list.ts';
import { dayIn, zoneOf } from '../dates.ts';
import { eventId, pollOutput, pollTrigger, readMark, since, writeMark } from '../polling/marks.ts';

const key = 'poll-finished-campaigns';
const days = 30;
const state = z.array(z.int());
const isOver = /^(completed|finished|done|sent|stopped|failed)$/i;

export default defineAction({
  name: 'Poll Finished Campaigns',
  description:
    'Gives the campaigns made by API that have ended since you last asked, each once; get-campaign-report has their numbers. Ask without since to begin (that answer is empty), keep the cursor, and pass it as since from then on. Looks at campaigns that were scheduled in the last 30 days.',
  effect: 'read',
  trigger: pollTrigger,
  phrases: ['when a campaign has ended', 'campaign finished', 'trigger on a completed campaign'],
  input: z.strictObject({ since }),
  output: pollOutput(campaignView.extend({ event_id: eventId }), 'Campaigns that have ended since'),
  example: { input: {} },
  async run(input, { call, facts }) {
    const before = input.since === undefined ? undefined : readMark(key, state, input.since);
    const zone = zoneOf({}, facts);
    const json = { from: dayIn(zone, facts.now - days * 86_400_000), to: dayIn(zone, facts.now) };
    const campaigns = campaignsOf(await call({ method: 'POST', path: '/targets/list.json', body: { json } }));
    const over = campaigns.filter(({ status }) => isOver.test(status));
    const fresh = before ? over.filter(({ id }) => !before.includes(id)) : [];
    return {
      items: fresh.map((campaign) => ({ event_id: `${campaign.id}`, ...campaign })),
      cursor: writeMark(
        key,
        state,
        over.map(({ id }) => id),
      ),
      has_more: false,
    };
  },
});
