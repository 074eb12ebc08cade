import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { inboundRule, inboundRuleId } from '../schemas/rules.ts';

export default defineAction({
  name: 'Get Inbound Rule',
  description:
    'Gets one rule for received text messages by its id: which messages it is for, what happens with them, and whether it is on.',
  effect: 'read',
  phrases: [
    'show an inbound rule',
    'one inbound automation',
    'what does this inbound rule do',
    'is the inbound rule on',
  ],
  ...reading({
    item: inboundRule,
    fields: { inbound_rule_id: inboundRuleId },
    at: ({ inbound_rule_id }) => path`/automations/sms/inbound/${inbound_rule_id}`,
  }),
  example: { input: { inbound_rule_id: 9001 } },
});
