import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { searchFor } from '../schemas/common.ts';
import { smsTemplate } from '../schemas/templates.ts';

const name = z.string().min(1).max(100).optional().describe('Only templates of this name');

export default defineAction({
  name: 'List SMS Templates',
  description:
    'Gets the list of all SMS templates: texts kept for reuse, with ids, names and bodies, by name or page by page. To send one, pass its body to send-sms.',
  effect: 'read',
  phrases: ['list sms templates', 'which text templates do I have', 'find a text template', 'show saved texts'],
  ...listing({
    item: smsTemplate,
    of: 'The templates',
    fields: { template_name: name },
    at: () => '/sms/templates',
    query: ({ template_name }) => ({ q: searchFor({ template_name }) }),
  }),
  example: { input: {} },
});
