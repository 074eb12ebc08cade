import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { inboundRule, inboundRuleBody, ruleWire } from '../schemas/rules.ts';

export default defineAction({
  name: 'Create Inbound Rule',
  description:
    'Creates a rule for text messages that come in. Without inputs it is the rule that get-inbound-sms and poll-inbound-sms need: action POLL, for every number and text. Others answer automatically, call a webhook (which is not signed), or pass messages on.',
  effect: 'write',
  verifyWith: 'list-inbound-rules',
  phrases: [
    'turn on inbound sms',
    'create a polling rule for replies',
    'answer text messages automatically',
    'send replies to a webhook',
    'auto reply to STOP',
  ],
  ...writing({
    item: inboundRule,
    fields: {},
    at: () => '/automations/sms/inbound',
    body: inboundRuleBody,
    send: ruleWire,
  }),
  example: { input: {} },
});
