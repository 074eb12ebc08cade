import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { recordOf } from '../../../kernel/shape.ts';
import { unwrap } from '../answers.ts';
import { sessionOnly } from '../schemas/ids.ts';
import { sessionDetails } from '../schemas/session.ts';

export default defineAction({
  name: 'Get Session',
  description:
    'Gives one past session: times, number of visitors, who came when, and the PDF report of each language with its state. For ratings, devices and polls use get-session-attendees.',
  effect: 'read',
  phrases: [
    'session details',
    'when did people join and leave',
    'pdf report links',
    'summary of a past meeting',
    'session statistics',
  ],
  input: sessionOnly,
  output: sessionDetails.schema,
  example: { input: { room_id: 10005, session_id: 20001 } },
  request: ({ room_id, session_id }) => ({ method: 'GET', path: path`/conferences/${room_id}/sessions/${session_id}` }),
  // The app leaves the session's own id out.
  result: ({ body }, { room_id, session_id }) => {
    const details = unwrap(body, 'session');
    const found = recordOf(details);
    return sessionDetails.from(found ? { ...found, id: session_id, room_id } : details);
  },
});
