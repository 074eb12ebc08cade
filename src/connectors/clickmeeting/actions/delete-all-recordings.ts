import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { roomId, roomOnly } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete All Recordings',
  description:
    'Deletes every recording of one room at once. It cannot be undone; delete-recording deletes a single one.',
  effect: 'destroy',
  verifyWith: 'list-recordings',
  phrases: [
    'delete all recordings',
    'wipe the recordings of a room',
    'remove every video of a webinar',
    'clear recordings',
  ],
  input: roomOnly,
  output: z.object({ ok: okFlag, room_id: roomId }),
  example: { input: { room_id: 10005 } },
  request: ({ room_id }) => ({ method: 'DELETE', path: path`/conferences/${room_id}/recordings` }),
  result: ({ body }, { room_id }) => ({ ok: okOf(body), room_id }),
});
