import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf } from '../answers.ts';
import { historyFields, historyPage, historyRequest, historyRow } from '../schemas/history.ts';

export default defineAction({
  name: 'Get MMS History',
  description:
    'Lists the picture messages that were made, newest first, with status, price and your reference, by time. Completed means handed on; get-delivery-receipts with channel mms tells what became of them.',
  effect: 'read',
  phrases: [
    'picture messages that were sent',
    'mms history',
    'which picture messages failed',
    'list scheduled picture messages',
  ],
  input: z.strictObject(historyFields),
  output: historyPage,
  example: { input: {} },
  request: (input) => historyRequest('/mms/history', input),
  result: (response) => pageOf(historyRow, response),
});
