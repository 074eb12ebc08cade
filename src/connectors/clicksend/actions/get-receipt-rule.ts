import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { receiptRule, receiptRuleId, ruleChannel } from '../schemas/rules.ts';

export default defineAction({
  name: 'Get Receipt Rule',
  description: 'Gets one rule for delivery receipts by its id: what happens with them, and whether it is on.',
  effect: 'read',
  phrases: [
    'show a receipt rule',
    'one delivery receipt automation',
    'what does this receipt rule do',
    'is the receipt rule on',
  ],
  ...reading({
    item: receiptRule,
    fields: { channel: ruleChannel, receipt_rule_id: receiptRuleId },
    at: ({ channel, receipt_rule_id }) => path`/automations/${channel}/receipts/${receipt_rule_id}`,
  }),
  example: { input: { receipt_rule_id: 9001 } },
});
