import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { pageOf } from '../answers.ts';
import { historyFields, historyFilters, historyPage, historyRequest, historyRow } from '../schemas/history.ts';

export default defineAction({
  name: 'Get SMS History',
  description:
    'Lists the text messages that were sent, newest first, with status, price, parts and your reference; by status, number, sender, id and time. Completed means handed to the network, not delivered: get-delivery-receipts tells that. The app keeps about four months. find-messages finds one by its reference.',
  effect: 'read',
  phrases: [
    'sent text messages',
    'sms history',
    'which texts failed',
    'list scheduled text messages',
    'what did a text message cost',
  ],
  input: z.strictObject({ ...historyFields, ...historyFilters }),
  output: historyPage,
  example: { input: { status: 'Completed', limit: 15 } },
  request: (input) => historyRequest('/sms/history', input),
  result: (response) => pageOf(historyRow, response),
});
