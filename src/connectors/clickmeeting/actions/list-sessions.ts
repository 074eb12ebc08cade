import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { session } from '../schemas/session.ts';

export default defineAction({
  name: 'List Sessions',
  description:
    'Lists the past sessions of a room: when each began and ended and how many people came. The id leads to attendees, registrations, chat and PDF report.',
  effect: 'read',
  phrases: [
    'past sessions of a room',
    'meeting history',
    'how many people came',
    'when was the webinar held',
    'attendance by session',
  ],
  input: roomOnly,
  output: itemsSchema(session, 'The sessions'),
  example: { input: { room_id: 10005 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/conferences/${room_id}/sessions` }),
  result: ({ body }) => ({ items: itemsOf(session, 'sessions', body) }),
});
