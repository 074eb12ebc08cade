import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf, itemsSchema } from '../answers.ts';
import { sessionOnly } from '../schemas/ids.ts';
import { attendee } from '../schemas/session.ts';

export default defineAction({
  name: 'Get Session Attendees',
  description:
    'Lists everybody who was in one past session, with name, e-mail, role, times, device, rating with comment, and poll answers. Somebody who came in twice is there twice; get-attendance-report adds up minutes by person and over sessions.',
  effect: 'read',
  toolName: 'list_session_attendees',
  phrases: [
    'who attended',
    'attendance list',
    'list the participants of a webinar',
    'ratings and feedback',
    'poll answers',
    'who was in the meeting',
  ],
  input: sessionOnly,
  output: itemsSchema(attendee, 'The attendees'),
  example: { input: { room_id: 10005, session_id: 20001 } },
  request: ({ room_id, session_id }) => ({
    method: 'GET',
    path: path`/conferences/${room_id}/sessions/${session_id}/attendees`,
  }),
  result: ({ body }) => ({ items: itemsOf(attendee, 'attendees', body) }),
});
