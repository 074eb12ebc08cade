import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { doneOf } from '../answers.ts';
import { sinceYesterday } from '../dates.ts';
import { campaignId } from '../schemas/campaign.ts';

export default defineAction({
  name: 'Stop Campaign',
  description:
    'Stops a campaign that waits or is being sent; messages that have left stay. It cannot be started again. Stopping one that is over or stopped succeeds and changes nothing.',
  effect: 'destroy',
  verifyWith: 'get-campaigns',
  verifyInput: () => sinceYesterday,
  phrases: ['cancel a campaign', 'stop a scheduled campaign', 'abort a campaign'],
  input: z.strictObject({ id: campaignId }),
  output: z.object({ id: campaignId, stopped: z.boolean().describe('True: it sends nothing more') }),
  example: { input: { id: 1700000004 } },
  request: ({ id }) => ({ method: 'POST', path: '/targets/stop.json', body: { json: { id } } }),
  result(response, { id }) {
    doneOf(response);
    return { id, stopped: true };
  },
});
