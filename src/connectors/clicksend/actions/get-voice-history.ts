import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf } from '../answers.ts';
import { historyFields, historyPage, historyRequest, historyRow } from '../schemas/history.ts';

export default defineAction({
  name: 'Get Voice History',
  description:
    'Lists the calls that were made, newest first, with status, price and your reference, by time. Completed means handed on; get-delivery-receipts with channel voice tells what became of them.',
  effect: 'read',
  phrases: ['calls that were sent', 'voice history', 'which calls failed', 'list scheduled calls'],
  input: z.strictObject(historyFields),
  output: historyPage,
  example: { input: {} },
  request: (input) => historyRequest('/voice/history', input),
  result: (response) => pageOf(historyRow, response),
});
