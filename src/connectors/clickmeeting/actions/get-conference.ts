import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { unwrap } from '../answers.ts';
import { roomOnly } from '../schemas/ids.ts';
import { callerZone, roomWithLocalTimes, withLocalTimes } from '../schemas/local-times.ts';
import { room } from '../schemas/room.ts';

export default defineAction({
  name: 'Get Conference',
  description:
    'Gives everything about one room: address, dates (in your own time zone too, when you name it), access, password, phone pins, lobby, registration and settings. When you know the room by name, address or pin only, find-conferences gives its id.',
  effect: 'read',
  phrases: [
    'room details',
    'when does the webinar start',
    'get the meeting link',
    'what is the room password',
    'show one conference',
    'dial-in pins of a meeting',
  ],
  input: roomOnly.extend({ timezone: callerZone }),
  output: roomWithLocalTimes,
  example: { input: { room_id: 10001 } },
  request: ({ room_id }) => ({ method: 'GET', path: path`/conferences/${room_id}` }),
  result: ({ body }, { timezone }) => withLocalTimes(room.from(unwrap(body, 'conference', 'room')), timezone),
});
