import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { room } from '../schemas/room.ts';

export default defineAction({
  name: 'Get Conference',
  description:
    'Gives everything about one room: address, dates, access, password, phone pins, lobby, registration and settings.',
  effect: 'read',
  phrases: [
    'room details',
    'when does the webinar start',
    'get the meeting link',
    'what is the room password',
    'show one conference',
    'dial-in pins of a meeting',
  ],
  input: roomOnly,
  output: room.schema,
  example: { input: { room_id: 10001 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/conferences/${room_id}` }),
  result: ({ body }) => room.from(unwrap(body, 'conference', 'room')),
});
