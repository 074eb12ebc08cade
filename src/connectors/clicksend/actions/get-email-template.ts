import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { emailTemplate, templateId } from '../schemas/templates.ts';

export default defineAction({
  name: 'Get Email Template',
  description: 'Gets one e-mail template of the account by its id, with its HTML.',
  effect: 'read',
  phrases: ['show an email template', 'html of an email template', 'read an email template', 'one email design'],
  ...reading({
    item: emailTemplate,
    fields: { template_id: templateId },
    at: ({ template_id }) => path`/email/templates/${template_id}`,
  }),
  example: { input: { template_id: 9001 } },
});
