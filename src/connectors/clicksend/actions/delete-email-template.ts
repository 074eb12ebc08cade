import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { templateId } from '../schemas/templates.ts';

export default defineAction({
  name: 'Delete Email Template',
  description:
    'Deletes an e-mail template of the account. It cannot be undone; e-mails that were sent with it stay as they are.',
  effect: 'destroy',
  verifyWith: 'list-email-templates',
  phrases: [
    'delete an email template',
    'remove an email design',
    'erase an email template',
    'throw away an email template',
  ],
  ...deleting({ fields: { template_id: templateId }, at: ({ template_id }) => path`/email/templates/${template_id}` }),
  example: { input: { template_id: 9001 } },
});
