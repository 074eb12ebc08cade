import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { emailTemplate } from '../schemas/templates.ts';

export default defineAction({
  name: 'List Email Templates',
  description: 'Lists the e-mail templates of the account with ids and names. E-mail campaigns take the id.',
  effect: 'read',
  phrases: ['list email templates', 'which email templates do I have', 'find an email template', 'my email designs'],
  ...listing({ item: emailTemplate, of: 'The templates', fields: {}, at: () => '/email/templates' }),
  example: { input: {} },
});
