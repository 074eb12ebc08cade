import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { recordingId, roomId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete Recording',
  description: 'Deletes one recording of a room. It cannot be undone; download-recording keeps a copy first.',
  effect: 'destroy',
  verifyWith: 'list-recordings',
  phrases: ['delete a recording', 'remove a webinar video', 'erase one recording', 'free recording space'],
  input: z.strictObject({ room_id: roomId, recording_id: recordingId }),
  output: z.object({ ok: okFlag, room_id: roomId, recording_id: recordingId }),
  example: { input: { room_id: 10005, recording_id: 30001 } },
  request: ({ room_id, recording_id }) => ({
    method: 'DELETE',
    path: path`/conferences/${room_id}/recordings/${recording_id}`,
  }),
  result: ({ body }, ids) => ({ ok: okOf(body), ...ids }),
});
