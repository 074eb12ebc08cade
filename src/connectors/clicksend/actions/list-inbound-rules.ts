import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { inboundRule } from '../schemas/rules.ts';

export default defineAction({
  name: 'List Inbound Rules',
  description:
    'Lists the rules that say what happens with text messages that come in: keep them for reading (POLL), call an address, answer, write an e-mail. Without an enabled rule of action POLL get-inbound-sms stays empty; several of them give every message several times.',
  effect: 'read',
  phrases: ['list inbound sms rules', 'where do replies go', 'inbound automations', 'is polling of replies on'],
  ...listing({ item: inboundRule, of: 'The rules', fields: {}, at: () => '/automations/sms/inbound' }),
  example: { input: {} },
});
