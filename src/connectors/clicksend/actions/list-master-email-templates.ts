import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { masterTemplate } from '../schemas/templates.ts';

export default defineAction({
  name: 'List Master Email Templates',
  description:
    'Lists the e-mail designs that the app offers. create-email-template makes one of the account from them.',
  effect: 'read',
  phrases: [
    'list master email templates',
    'email designs to choose from',
    'ready-made email templates',
    'template gallery',
  ],
  ...listing({ item: masterTemplate, of: 'The designs', fields: {}, at: () => '/email/master-templates' }),
  example: { input: {} },
});
