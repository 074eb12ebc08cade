import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { smsBody } from '../schemas/sms.ts';
import { smsTemplate, templateName } from '../schemas/templates.ts';

export default defineAction({
  name: 'Create SMS Template',
  description:
    'Creates a new SMS template: a text kept under a name for reuse. Placeholders such as (First Name) are filled in when it is sent to a contact list. preview-sms tells how many parts it takes.',
  effect: 'write',
  verifyWith: 'list-sms-templates',
  phrases: ['create an sms template', 'save a text for reuse', 'new text template', 'keep this message as a template'],
  ...writing({
    item: smsTemplate,
    fields: {},
    at: () => '/sms/templates',
    body: { template_name: templateName, body: smsBody },
  }),
  example: { input: { template_name: 'Reminder', body: 'Dear (First Name), see you tomorrow.' } },
});
