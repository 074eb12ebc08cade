import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { recordingsOf } from '../recordings.ts';
import { roomId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete All Recordings',
  description:
    'Deletes every recording of one room at once, and tells which they were. Look first: with preview true it deletes nothing and tells what would be lost. It cannot be undone; download-all-recordings saves copies, delete-recording deletes a single one.',
  effect: 'destroy',
  verifyWith: 'list-recordings',
  previewInput: 'preview',
  phrases: [
    'delete all recordings',
    'wipe the recordings of a room',
    'remove every video of a webinar',
    'clear recordings',
  ],
  input: z.strictObject({
    room_id: roomId,
    preview: z.boolean().default(false).describe('True: delete nothing, only tell what would be lost. Default false'),
  }),
  output: z.object({
    ok: okFlag.optional(),
    room_id: roomId,
    deleted: z.boolean().describe('False after a preview'),
    lost: z
      .array(
        z.object({
          recording_id: z.int().describe('Recording id'),
          name: z.string().nullable().describe('Name'),
          seconds: z.number().optional().describe('Length in seconds'),
          size_bytes: z.number().optional().describe('Size in bytes'),
        }),
      )
      .describe('The recordings that are gone, or would be'),
  }),
  example: { input: { room_id: 10005, preview: true } },
  async run({ room_id, preview }, { call }) {
    const lost = (await recordingsOf(call, room_id)).map((found) => ({
      recording_id: found.id,
      name: found.recording_name ?? null,
      ...(found.recording_duration === undefined ? {} : { seconds: found.recording_duration }),
      ...(found.recording_file_size === undefined ? {} : { size_bytes: found.recording_file_size }),
    }));
    if (preview) return { room_id, deleted: false, lost };
    const { body } = await call({ method: 'DELETE', path: path`/conferences/${room_id}/recordings` });
    return { ok: okOf(body), room_id, deleted: true, lost };
  },
});
