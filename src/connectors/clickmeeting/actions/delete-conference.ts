import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { roomId, roomOnly } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete Conference',
  description:
    "Deletes a room with its recordings, registrations and tokens. It cannot be undone through the API; the vendor's support can restore a room for one month. To close a room without losing anything use update-conference with status inactive.",
  effect: 'destroy',
  verifyWith: 'list-all-conferences',
  phrases: [
    'delete a meeting',
    'remove the webinar',
    'cancel an event for good',
    'get rid of a room',
    'erase a conference',
  ],
  input: roomOnly,
  output: z.object({ ok: okFlag, room_id: roomId }),
  example: { input: { room_id: 10003 } },
  request: ({ room_id }) => ({ method: 'DELETE', path: path`/conferences/${room_id}` }),
  result: ({ body }, { room_id }) => ({ ok: okOf(body), room_id }),
});
