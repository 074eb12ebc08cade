import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { receiptRule, receiptRuleBody, ruleChannel, ruleWire } from '../schemas/rules.ts';

export default defineAction({
  name: 'Create Receipt Rule',
  description:
    'Creates a rule for delivery receipts. Without inputs it is the rule that get-delivery-receipts and poll-delivery-receipts need: action POLL, which keeps the receipts of what is sent from then on.',
  effect: 'write',
  verifyWith: 'list-receipt-rules',
  phrases: [
    'turn on delivery receipts',
    'create a polling rule for receipts',
    'keep delivery receipts',
    'send receipts to a webhook',
  ],
  ...writing({
    item: receiptRule,
    fields: { channel: ruleChannel },
    at: ({ channel }) => path`/automations/${channel}/receipts`,
    body: receiptRuleBody,
    send: ruleWire,
  }),
  example: { input: {} },
});
