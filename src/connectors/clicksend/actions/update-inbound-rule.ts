import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { inboundRule, inboundRuleBody, inboundRuleId, ruleWire } from '../schemas/rules.ts';

export default defineAction({
  name: 'Update Inbound Rule',
  description:
    'Changes a rule for text messages that come in. All of it is given anew: what is left out gets its default, so read it with get-inbound-rule first.',
  effect: 'write',
  verifyWith: 'get-inbound-rule',
  phrases: [
    'change an inbound rule',
    'switch off an inbound rule',
    'change the webhook of replies',
    'edit an auto reply',
  ],
  ...writing({
    item: inboundRule,
    method: 'PUT',
    fields: { inbound_rule_id: inboundRuleId },
    at: ({ inbound_rule_id }) => path`/automations/sms/inbound/${inbound_rule_id}`,
    body: inboundRuleBody,
    send: ruleWire,
  }),
  example: { input: { inbound_rule_id: 9001, enabled: false } },
});
