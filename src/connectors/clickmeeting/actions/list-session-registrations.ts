import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { sessionOnly } from '../schemas/ids.ts';
import { registration } from '../schemas/session.ts';

export default defineAction({
  name: 'List Session Registrations',
  description:
    'Lists the people who had registered and took part in one past session, with the answers they gave in the registration form.',
  effect: 'read',
  phrases: [
    'registered people who attended',
    'registrations of a session',
    'sign-ups who came',
    'leads from a past webinar',
  ],
  input: sessionOnly,
  output: itemsSchema(registration, 'The registrations'),
  example: { input: { room_id: 10005, session_id: 20001 } },
  request: ({ room_id, session_id }) => ({
    method: 'GET',
    path: path`/conferences/${room_id}/sessions/${session_id}/registrations`,
  }),
  result: ({ body }) => ({ items: itemsOf(registration, 'registrations', body) }),
});
