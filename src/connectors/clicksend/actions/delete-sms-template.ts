import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { templateId } from '../schemas/templates.ts';

export default defineAction({
  name: 'Delete SMS Template',
  description: 'Deletes an SMS template. It cannot be undone; messages that were sent with it stay as they are.',
  effect: 'destroy',
  verifyWith: 'list-sms-templates',
  phrases: ['delete an sms template', 'remove a text template', 'throw away a saved text', 'erase a template'],
  ...deleting({ fields: { template_id: templateId }, at: ({ template_id }) => path`/sms/templates/${template_id}` }),
  example: { input: { template_id: 1 } },
});
