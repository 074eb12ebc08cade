import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { activationToken, emailAddressId } from '../schemas/email.ts';

export default defineAction({
  name: 'Verify Email Address',
  description: 'Verifies an address to send from with the token of the e-mail that the app wrote to it.',
  effect: 'write',
  verifyWith: 'get-email-address',
  phrases: [
    'verify a sender address',
    'confirm an email address',
    'enter the verification token',
    'activate a from address',
  ],
  ...doing({
    fields: { email_address_id: emailAddressId, activation_token: activationToken },
    at: ({ email_address_id, activation_token }) =>
      path`/email/address-verify/${email_address_id}/verify/${activation_token}`,
  }),
  example: { input: { email_address_id: 9001, activation_token: 'EXAMPLE-TOKEN' } },
});
