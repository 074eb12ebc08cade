import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { flagOf, recordOf, textOf } from '../../../kernel/shape.ts';
import { okFlag, okOf } from '../answers.ts';
import { form } from '../form.ts';
import { email, language, roomId } from '../schemas/ids.ts';
import { registrationFields, registrationForm } from '../schemas/registration-input.ts';

export default defineAction({
  name: 'Register Participant',
  description:
    'Registers a person for a room whose registration is on (registration_enabled; set-registration turns it on) and gives their personal link. A person who is registered already gets the same link again. register-participants takes a list.',
  effect: 'write',
  verifyWith: 'list-registrations',
  verifyInput: ({ room_id }) => ({ room_id, status: 'all' }),
  phrases: [
    'sign someone up for the webinar',
    'register an attendee',
    'add a participant',
    'enroll a person in an event',
    'book a seat for a customer',
    'add a registrant',
  ],
  input: z.strictObject({
    room_id: roomId,
    registration: registrationFields,
    confirmation_email: z
      .strictObject({
        enabled: z.boolean().describe('True: the app e-mails a confirmation with the link'),
        lang: language('Language of that e-mail, two small letters: en, de, pl …').optional(),
      })
      .optional()
      .describe('Confirmation e-mail to the person; without it the app decides'),
  }),
  output: z.object({
    ok: okFlag,
    room_id: roomId,
    email: email('Address that was registered'),
    url: z.string().optional().describe("The person's own link to the room"),
    r: z.string().optional().describe('Registration hash inside that link'),
    already_registered: z.boolean().optional().describe('True when the person was registered before'),
  }),
  example: {
    input: {
      room_id: 10002,
      registration: { first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com' },
      confirmation_email: { enabled: true, lang: 'en' },
    },
  },
  request: ({ room_id, registration, confirmation_email }) => ({
    method: 'POST',
    path: path`/conferences/${room_id}/registration`,
    body: form({ registration: registrationForm(registration), confirmation_email }),
  }),
  result({ body }, { room_id, registration }) {
    const ok = okOf(body);
    const answer = recordOf(body);
    const known = {
      url: textOf(answer?.['url']),
      r: textOf(answer?.['r']),
      already_registered: flagOf(answer?.['exist']),
    };
    return { ok, room_id, email: registration.email, ...known };
  },
});
