import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { receiptRuleId, ruleChannel } from '../schemas/rules.ts';

export default defineAction({
  name: 'Delete Receipt Rule',
  description:
    'Deletes a rule for delivery receipts. Without any rule of action POLL, receipts of what is sent from then on cannot be read.',
  effect: 'destroy',
  verifyWith: 'list-receipt-rules',
  phrases: [
    'delete a receipt rule',
    'stop keeping receipts',
    'remove a delivery receipt automation',
    'remove the webhook of receipts',
  ],
  ...deleting({
    fields: { channel: ruleChannel, receipt_rule_id: receiptRuleId },
    at: ({ channel, receipt_rule_id }) => path`/automations/${channel}/receipts/${receipt_rule_id}`,
  }),
  example: { input: { receipt_rule_id: 9001 } },
});
