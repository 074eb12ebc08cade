import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dataOf } from '../answers.ts';
import { statistics } from '../schemas/account.ts';

export default defineAction({
  name: 'Get Message Statistics',
  description:
    'Gets how many text messages or calls the account sent, by day, month and as the app counts them, with what they cost.',
  effect: 'read',
  phrases: ['sms statistics', 'how many texts were sent', 'voice statistics', 'numbers of messages by month'],
  input: z.strictObject({ channel: z.enum(['sms', 'voice']).default('sms').describe('sms or voice. Default sms') }),
  output: statistics.schema,
  example: { input: {} },
  request: ({ channel }) => ({ method: 'GET', path: `/statistics/${channel}` }),
  result: (response) => statistics.from(dataOf(response)),
});
