import { defineAction } from '../../../kernel/action.ts';
import { listing } from '../crud.ts';
import { emailAddress } from '../schemas/email.ts';

export default defineAction({
  name: 'List Email Addresses',
  description:
    'Lists the addresses that e-mail may be sent from, with ids and whether each is verified. send-email and e-mail campaigns take the id.',
  effect: 'read',
  phrases: [
    'list sender addresses',
    'which email addresses may I send from',
    'is my address verified',
    'from addresses',
  ],
  ...listing({ item: emailAddress, of: 'The addresses', fields: {}, at: () => '/email/addresses' }),
  example: { input: {} },
});
