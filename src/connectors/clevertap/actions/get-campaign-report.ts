import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { isPorinError } from '../../../kernel/errors.ts';
import { intOf, recordOf } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { patiently, statusOf } from '../calls.ts';
import { campaignId } from '../schemas/campaign.ts';

const notReady = {
  ready: false,
  message: 'The campaign has no result yet: it is not over, or its numbers are still being counted. Ask again later',
};
const count = (what: string) => z.int().optional().describe(`How many were ${what}; absent while not ready`);

export default defineAction({
  name: 'Get Campaign Report',
  description:
    'Gives how many messages of a campaign were sent, viewed and clicked. While the campaign is not over the answer is ready: false, however the app says so. For all messages of some days use get-message-report.',
  effect: 'read',
  phrases: ['campaign results', 'how did a campaign do', 'open rate', 'click rate', 'campaign metrics'],
  input: z.strictObject({ id: campaignId }),
  output: z.object({
    ready: z.boolean().describe('False: there is no result yet'),
    sent: count('sent'),
    viewed: count('viewed'),
    clicked: count('clicked'),
    result: z.looseObject({}).optional().describe('The whole result as the app gives it'),
    message: z.string().optional().describe('What to do when it is not ready'),
  }),
  example: { input: { id: 1700000001 } },
  async run({ id }, tools) {
    try {
      const request = { method: 'POST', path: '/targets/result.json', body: { json: { id } } } as const;
      const result = recordOf(envelopeOf(await patiently(tools, request))['result']);
      if (!result) return notReady;
      const sums = ['sent', 'viewed', 'clicked'].map((name) => [name, intOf(result[name])] as const);
      return { ready: true, ...Object.fromEntries(sums.filter(([, sum]) => sum !== undefined)), result };
    } catch (error) {
      // The same comes as HTTP 409, as HTTP 500 with these words, and as a success without a result.
      const says =
        isPorinError(error) && (statusOf(error) === 409 || /no result|hasn't been completed/i.test(error.message));
      if (!says) throw error;
      return notReady;
    }
  },
});
