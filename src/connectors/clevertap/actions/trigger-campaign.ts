import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recipients, sendOutput, sendRequest, sendResult } from '../campaigns/send.ts';
import { sinceYesterday } from '../dates.ts';
import { campaignId } from '../schemas/campaign.ts';

export default defineAction({
  name: 'Trigger Campaign',
  description:
    'Sends a campaign that was made to be triggered from outside (External Trigger) to given people, with values for its variables. Nothing is repeated when the outcome is unknown.',
  effect: 'write',
  verifyWith: 'get-message-report',
  verifyInput: () => sinceYesterday,
  phrases: ['external trigger', 'send an existing campaign to a user', 'trigger a journey message', 'api campaign'],
  input: z.strictObject({
    to: recipients,
    campaign_id: campaignId.describe('Id of the campaign; the dashboard shows it'),
    variables: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Values of the campaign’s variables (ExternalTrigger)'),
  }),
  output: sendOutput,
  example: { input: { to: { identity: ['user-1001'] }, campaign_id: 1700000001, variables: { order: 'A-17' } } },
  request: ({ to, campaign_id, variables }) =>
    sendRequest('externaltrigger', { to, campaign_id, ExternalTrigger: variables }),
  result: sendResult,
});
