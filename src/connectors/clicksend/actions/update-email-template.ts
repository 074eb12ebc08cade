import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { writing } from '../crud.ts';
import { emailTemplate, emailTemplateBody, templateId, templateName } from '../schemas/templates.ts';

export default defineAction({
  name: 'Update Email Template',
  description: 'Changes the name and the HTML of an e-mail template of the account.',
  effect: 'write',
  verifyWith: 'get-email-template',
  phrases: [
    'change an email template',
    'edit the html of a template',
    'rename an email template',
    'update an email design',
  ],
  ...writing({
    item: emailTemplate,
    method: 'PUT',
    fields: { template_id: templateId },
    at: ({ template_id }) => path`/email/templates/${template_id}`,
    body: { template_name: templateName.optional(), body: emailTemplateBody },
  }),
  example: { input: { template_id: 9001, body: '<p>Hello (First Name)</p>' } },
});
