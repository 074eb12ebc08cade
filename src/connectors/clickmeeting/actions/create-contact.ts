import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { okFlag, okOf } from '../answers.ts';
import { form } from '../form.ts';
import { country, email } from '../schemas/ids.ts';
import { eitherSpelling } from '../schemas/names.ts';

const text = z.string().trim().max(255);

export default defineAction({
  name: 'Create Contact',
  description:
    "Adds a person to the account's address book; when the e-mail address is known, the contact is updated. The app has no way to read contacts back.",
  effect: 'write',
  phrases: ['add a contact', 'save a person in the address book', 'update a contact', 'import a lead', 'new contact'],
  input: eitherSpelling(
    z.strictObject({
      email: email('E-mail address; identifies the contact'),
      firstname: text.min(1, 'must not be empty').describe('First name'),
      lastname: text.min(1, 'must not be empty').describe('Last name'),
      phone: text.optional().describe('Phone number, best with the country code: +48 22 123 45 67'),
      company: text.optional().describe('Company'),
      country: country('Country, two letters of ISO 3166: PL, US, GB').optional(),
    }),
  ),
  output: z.object({ ok: okFlag, email: email('Address of the contact') }),
  example: { input: { email: 'eva@example.com', firstname: 'Eva', lastname: 'Nowak', company: 'ACME', country: 'PL' } },
  request: (input) => ({ method: 'POST', path: '/contacts', body: form(input) }),
  result: ({ body }, { email }) => ({ ok: okOf(body), email }),
});
