import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { listing } from '../crud.ts';
import { receiptRule, ruleChannel } from '../schemas/rules.ts';

export default defineAction({
  name: 'List Receipt Rules',
  description:
    'Lists the rules that say what happens with delivery receipts: keep them for reading (POLL), call an address, write an e-mail. Without an enabled rule of action POLL get-delivery-receipts stays empty.',
  effect: 'read',
  phrases: ['list delivery receipt rules', 'where do receipts go', 'receipt automations', 'is polling of receipts on'],
  ...listing({
    item: receiptRule,
    of: 'The rules',
    fields: { channel: ruleChannel },
    at: ({ channel }) => path`/automations/${channel}/receipts`,
  }),
  example: { input: {} },
});
