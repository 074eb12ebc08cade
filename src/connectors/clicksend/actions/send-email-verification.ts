import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { doing } from '../crud.ts';
import { emailAddressId } from '../schemas/email.ts';

export default defineAction({
  name: 'Send Email Verification',
  description:
    'Sends the e-mail with the verification token once more, to an address to send from that is not verified yet.',
  effect: 'write',
  verifyWith: 'get-email-address',
  phrases: [
    'send the verification email again',
    'verify my sender address',
    'did not get the verification mail',
    'new verification token',
  ],
  ...doing({
    fields: { email_address_id: emailAddressId },
    at: ({ email_address_id }) => path`/email/address-verify/${email_address_id}/send`,
  }),
  example: { input: { email_address_id: 9001 } },
});
