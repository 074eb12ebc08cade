import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { receiptRule, receiptRuleBody, receiptRuleId, ruleChannel, ruleWire } from '../schemas/rules.ts';

export default defineAction({
  name: 'Update Receipt Rule',
  description:
    'Changes a rule for delivery receipts. All of it is given anew: what is left out gets its default, so read it with get-receipt-rule first.',
  effect: 'write',
  verifyWith: 'get-receipt-rule',
  phrases: [
    'change a receipt rule',
    'switch off a receipt rule',
    'change the webhook of receipts',
    'edit a delivery receipt automation',
  ],
  ...writing({
    item: receiptRule,
    method: 'PUT',
    fields: { channel: ruleChannel, receipt_rule_id: receiptRuleId },
    at: ({ channel, receipt_rule_id }) => path`/automations/${channel}/receipts/${receipt_rule_id}`,
    body: receiptRuleBody,
    send: ruleWire,
  }),
  example: { input: { receipt_rule_id: 9001, enabled: false } },
});
