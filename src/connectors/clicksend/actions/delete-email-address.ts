import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { deleting } from '../crud.ts';
import { emailAddressId } from '../schemas/email.ts';

export default defineAction({
  name: 'Delete Email Address',
  description:
    'Deletes an address to send e-mail from. Nothing can be sent from it afterwards, unless it is added and verified again.',
  effect: 'destroy',
  verifyWith: 'list-email-addresses',
  phrases: [
    'delete a sender address',
    'remove an email address',
    'stop sending from an address',
    'remove a from address',
  ],
  ...deleting({
    fields: { email_address_id: emailAddressId },
    at: ({ email_address_id }) => path`/email/addresses/${email_address_id}`,
  }),
  example: { input: { email_address_id: 1 } },
});
