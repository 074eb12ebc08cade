import { z } from 'zod';
import type { ApiEndpoint } from '../../../kernel/api.ts';
import { country, email, language, roomId, roomOnly } from '../schemas/ids.ts';
import { wireRegistration, wireToken } from './answers.ts';
import { marker } from './wire.ts';

const text = z.string().max(255);
const tokens = z.object({ access_tokens: z.array(wireToken) });
const role = z.enum(['listener', 'presenter']).optional();
const template = z.enum(['basic', 'advanced']).optional();

const tokenEndpoints: readonly ApiEndpoint[] = [
  {
    call: 'POST /conferences/{room_id}/tokens',
    action: 'create-access-tokens',
    group: 'tokens',
    input: {
      path: roomOnly,
      form: z.object({ how_many: z.int().min(1).max(1000).describe('How many tokens to make') }),
    },
    answer: tokens,
  },
  {
    call: 'GET /conferences/{room_id}/tokens',
    action: 'list-access-tokens',
    group: 'tokens',
    input: { path: roomOnly },
    answer: tokens,
  },
  {
    call: 'POST /conferences/{room_id}/token',
    action: 'get-token-by-email',
    group: 'tokens',
    input: { path: roomOnly, form: z.object({ email: email('Address that the token was sent to') }) },
    answer: z.array(z.string()).describe('Its tokens; empty when it has none'),
  },
  {
    call: 'DELETE /conferences/{room_id}/tokens',
    action: 'deactivate-tokens',
    group: 'tokens',
    input: {
      path: roomOnly,
      form: z.object({ tokens: z.array(z.string()).min(1).max(1000).describe('Tokens to deactivate') }),
    },
    answer: marker('status'),
  },
  {
    call: 'POST /conferences/{room_id}/room/autologin_hash',
    action: 'generate-autologin-url',
    id: 'generate-autologin-hash',
    summary: 'Generate Auto-Login Hash',
    description: 'Makes a hash that takes one person straight into the room: <room_url>?l=<autologin_hash>.',
    group: 'tokens',
    input: {
      path: roomOnly,
      form: z.object({
        email: email('E-mail address of the person'),
        nickname: text.min(1).describe('Name shown in the room'),
        role: z
          .enum(['listener', 'presenter', 'host', 'moderator', 'guest_speaker'])
          .describe('Role in the room; moderator and guest_speaker on newer plans only'),
        password: z.string().optional().describe('Password of the room; required when its access_type is 2'),
        token: z.string().optional().describe('Access token; required when access_type is 3'),
      }),
    },
    example: { path: { room_id: 10001 }, form: { email: 'anna@example.com', nickname: 'Anna', role: 'listener' } },
    answer: z.object({ autologin_hash: z.string().describe('Value of l in the link') }),
  },
];

const registrationEndpoints: readonly ApiEndpoint[] = [
  {
    call: 'POST /conferences/{room_id}/registration',
    action: 'register-participant',
    group: 'registrations',
    input: {
      path: roomOnly,
      form: z.object({
        registration: z
          .record(z.string(), z.string())
          .describe('Answers by field number: 1 first name, 2 last name, 3 e-mail, further ones as the form has them'),
        confirmation_email: z
          .object({
            enabled: z.boolean().optional().describe('E-mail a confirmation with the link'),
            lang: language('Language of that e-mail').optional(),
          })
          .optional()
          .describe('Confirmation e-mail'),
      }),
    },
    answer: z.object({
      status: z.literal('OK'),
      exist: z.int().min(0).max(1).describe('1 when the person was registered before'),
      url: z.string().describe("The person's own link to the room"),
      r: z.string().describe('Registration hash inside that link'),
    }),
  },
  {
    call: 'GET /conferences/{room_id}/registrations',
    action: 'list-registrations',
    id: 'list-registrations-of-room',
    summary: 'List Registrations Of Room',
    description: 'The same as list-registrations with status all.',
    group: 'registrations',
    input: { path: roomOnly },
    example: { path: { room_id: 10002 } },
    answer: z.array(wireRegistration),
  },
  {
    call: 'GET /conferences/{room_id}/registrations/{status}',
    action: 'list-registrations',
    group: 'registrations',
    input: {
      path: z.object({
        room_id: roomId,
        status: z.enum(['all', 'active']).describe('all: everybody; active: registrations still in force'),
      }),
    },
    answer: z.array(wireRegistration),
  },
];

const invitee = z.object({
  email: email('E-mail address of the person'),
  firstname: text.optional().describe('First name'),
  lastname: text.optional().describe('Last name'),
  role: role.describe('Role of this person; default: the role for all'),
  template: template.describe('Look of the e-mail for this person'),
});

/** Who may come: tokens, registrations, invitations, contacts. */
export const peopleEndpoints: readonly ApiEndpoint[] = [
  ...tokenEndpoints,
  ...registrationEndpoints,
  {
    call: 'POST /conferences/{room_id}/invitation/email/{lang}',
    action: 'send-invitation',
    group: 'invitations',
    input: {
      path: z.object({ room_id: roomId, lang: language('Language of the e-mail: en, de, pl …') }),
      form: z.object({
        attendees: z.array(invitee).min(1).describe('People to invite'),
        role: role.describe('Role for all; listener when left out'),
        template: template.describe('Look of the e-mail; basic when left out'),
      }),
    },
    answer: marker('status'),
  },
  {
    call: 'POST /contacts',
    action: 'create-contact',
    group: 'contacts',
    input: {
      form: z.object({
        email: email('E-mail address; identifies the contact'),
        firstname: text.min(1).describe('First name'),
        lastname: text.min(1).describe('Last name'),
        phone: text.optional().describe('Phone number'),
        company: text.optional().describe('Company'),
        country: country('Country, two letters of ISO 3166').optional(),
      }),
    },
    answer: marker('status'),
  },
];
