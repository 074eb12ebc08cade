import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { roomId } from '../schemas/ids.ts';
import { registration } from '../schemas/session.ts';

export default defineAction({
  name: 'List Registrations',
  description:
    'Lists the people who registered for a room, with e-mail, name, form answers, personal link, and the session they attended if they came. For people who registered and stayed away use get-attendance-report, for what is new since last time poll-new-registrations.',
  effect: 'read',
  phrases: [
    'who signed up',
    'list registered participants',
    'webinar sign-ups',
    'export registrants',
    'how many people registered',
    'leads of an event',
  ],
  input: z.strictObject({
    room_id: roomId,
    status: z
      .enum(['all', 'active'])
      .describe('all: everybody who ever registered; active: registrations still in force'),
  }),
  output: itemsSchema(registration, 'The registrations'),
  example: { input: { room_id: 10002, status: 'all' } },
  request: ({ room_id, status }) => ({ method: 'GET', path: path`/conferences/${room_id}/registrations/${status}` }),
  result: ({ body }) => ({ items: itemsOf(registration, 'registrations', body) }),
});
