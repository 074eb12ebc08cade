import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { smsBody } from '../schemas/sms.ts';
import { smsTemplate, templateId, templateName } from '../schemas/templates.ts';

export default defineAction({
  name: 'Update SMS Template',
  description:
    'Updates an existing SMS template: its name and its text, both of which are given anew. list-sms-templates gives the id and what the template says now.',
  effect: 'write',
  verifyWith: 'list-sms-templates',
  phrases: ['change an sms template', 'update a text template', 'rename a template', 'edit a saved text'],
  ...writing({
    item: smsTemplate,
    method: 'PUT',
    fields: { template_id: templateId },
    at: ({ template_id }) => path`/sms/templates/${template_id}`,
    body: { template_name: templateName, body: smsBody },
  }),
  example: { input: { template_id: 1, template_name: 'Reminder', body: 'See you tomorrow at (Custom 1).' } },
});
