import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { recordOf, textOf, unexpected } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';

const addresses = {
  sms: '/sms/history/export',
  mms: '/mms/history/export',
  voice: '/voice/history/export',
  email: '/email/history/export',
  letters: '/post/letters/history/export',
  postcards: '/post/postcards/history/export',
} as const;

export default defineAction({
  name: 'Export History',
  description:
    'Makes a CSV file of the history of text messages, picture messages, calls, e-mails, letters or postcards, and gives the address to download it from. The histories themselves can be searched with get-sms-history and its like.',
  effect: 'read',
  phrases: ['export the sms history', 'history as csv', 'download all sent messages', 'spreadsheet of sent messages'],
  input: z.strictObject({
    of: z
      .enum(['sms', 'mms', 'voice', 'email', 'letters', 'postcards'])
      .default('sms')
      .describe('Which history: sms, mms, voice, email, letters or postcards. Default sms'),
    filename: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'letters, digits, dots and dashes')
      .default('history.csv')
      .describe('Name of the file. Default history.csv'),
  }),
  output: z.object({ url: z.string().describe('Address of the file') }),
  example: { input: { of: 'sms' } },
  request: ({ of, filename }) => ({ method: 'GET', path: addresses[of], query: { filename } }),
  result(response) {
    const url = textOf(recordOf(dataOf(response))?.['url']);
    if (url === undefined) throw unexpected('the address of a file', response.body);
    return { url };
  },
});
