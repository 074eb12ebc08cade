import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { emailTemplate, masterTemplateId, templateName } from '../schemas/templates.ts';

export default defineAction({
  name: 'Create Email Template',
  description:
    'Creates an e-mail template of the account from a master template of the app. update-email-template then gives it its own HTML.',
  effect: 'write',
  verifyWith: 'list-email-templates',
  phrases: ['create an email template', 'new email design', 'copy a master template', 'make an email template'],
  ...writing({
    item: emailTemplate,
    fields: {},
    at: () => '/email/templates',
    body: { template_name: templateName, template_id_master: masterTemplateId },
  }),
  example: { input: { template_name: 'Newsletter', template_id_master: 11 } },
});
