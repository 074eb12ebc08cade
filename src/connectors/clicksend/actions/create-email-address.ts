import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { writing } from '../crud.ts';
import { emailAddress } from '../schemas/email.ts';

export default defineAction({
  name: 'Create Email Address',
  description:
    'Adds an address to send e-mail from. The app writes to it; verify-email-address with the token of that e-mail makes it usable.',
  effect: 'write',
  verifyWith: 'list-email-addresses',
  phrases: ['add a sender address', 'send email from another address', 'allow an email address', 'new from address'],
  ...writing({
    item: emailAddress,
    fields: {},
    at: () => '/email/addresses',
    body: { email_address: z.email().describe('The address') },
  }),
  example: { input: { email_address: 'news@example.com' } },
});
