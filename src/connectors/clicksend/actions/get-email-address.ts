import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { reading } from '../crud.ts';
import { emailAddress, emailAddressId } from '../schemas/email.ts';

export default defineAction({
  name: 'Get Email Address',
  description: 'Gets one address that e-mail may be sent from by its id, and whether it is verified.',
  effect: 'read',
  phrases: ['show a sender address', 'is this email address verified', 'one from address', 'state of a sender address'],
  ...reading({
    item: emailAddress,
    fields: { email_address_id: emailAddressId },
    at: ({ email_address_id }) => path`/email/addresses/${email_address_id}`,
  }),
  example: { input: { email_address_id: 1 } },
});
