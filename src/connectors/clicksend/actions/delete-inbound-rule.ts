import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { inboundRuleId } from '../schemas/rules.ts';

export default defineAction({
  name: 'Delete Inbound Rule',
  description:
    'Deletes a rule for text messages that come in. Without any rule of action POLL, what comes in from then on cannot be read.',
  effect: 'destroy',
  verifyWith: 'list-inbound-rules',
  phrases: ['delete an inbound rule', 'stop keeping replies', 'remove an inbound automation', 'remove an auto reply'],
  ...deleting({
    fields: { inbound_rule_id: inboundRuleId },
    at: ({ inbound_rule_id }) => path`/automations/sms/inbound/${inbound_rule_id}`,
  }),
  example: { input: { inbound_rule_id: 9001 } },
});
