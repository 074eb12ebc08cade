import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { form } from '../form.ts';
import { email, language, roomId } from '../schemas/ids.ts';
import { eitherSpelling } from '../schemas/names.ts';

const role = z.enum(['listener', 'presenter']);
const template = z.enum(['basic', 'advanced']);

const attendee = eitherSpelling(
  z.strictObject({
    email: email('E-mail address of the person'),
    firstname: z.string().max(255).optional().describe('First name'),
    lastname: z.string().max(255).optional().describe('Last name'),
    role: role.optional().describe('Role of this person; default: the role for all'),
    template: template.optional().describe('Look of the e-mail for this person'),
  }),
);

export default defineAction({
  name: 'Send Invitation',
  description:
    'E-mails invitations to a room, in a language you choose. Each person gets the link and the date; in a room with access_type 3 also an access token of their own. Every call sends the e-mails again. To get the tokens and links back use invite-participants.',
  effect: 'write',
  phrases: [
    'invite people by email',
    'send out webinar invitations',
    'email the meeting link',
    'invite attendees',
    'invite a presenter',
    'ask guests to join',
  ],
  input: z.strictObject({
    room_id: roomId,
    lang: language('Language of the e-mail, two small letters: en, de, pl, es, fr, ru …'),
    attendees: z.array(attendee).min(1, 'name at least one person').describe('People to invite'),
    role: role.optional().describe('Role for all: listener (attendee) or presenter. Default: listener'),
    template: template.optional().describe('Look of the e-mail: basic or advanced'),
  }),
  output: z.object({ ok: okFlag, room_id: roomId, invited: z.int().describe('How many people were invited') }),
  example: {
    input: {
      room_id: 10002,
      lang: 'en',
      attendees: [{ email: 'eva@example.com', firstname: 'Eva' }],
      role: 'listener',
    },
  },
  request: ({ room_id, lang, attendees, ...options }) => ({
    method: 'POST',
    path: path`/conferences/${room_id}/invitation/email/${lang}`,
    body: form({
      attendees,
      role: options.role ?? shared(attendees.map((person) => person.role)),
      template: options.template ?? shared(attendees.map((person) => person.template)),
    }),
  }),
  result: ({ body }, { room_id, attendees }) => ({ ok: okOf(body), room_id, invited: attendees.length }),
});

// The document prints role and template with each attendee, the vendor's clients send them for all; both must agree.
function shared<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
