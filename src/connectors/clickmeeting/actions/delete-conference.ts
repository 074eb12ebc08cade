import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { path } from '../../../kernel/http.ts';
import { okFlag, okOf } from '../answers.ts';
import { readRoom } from '../calls.ts';
import { lossesOf, roomLosses } from '../losses.ts';
import { isSameName } from '../rooms/matching.ts';
import { roomId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Delete Conference',
  description:
    "Deletes a room with its recordings, registrations, tokens and past sessions, and tells what went with it. Look first: with preview true it deletes nothing and tells what would be lost. It cannot be undone through the API; the vendor's support can restore a room for one month. To close a room without losing anything use update-conference with status inactive; download-all-recordings saves the videos.",
  effect: 'destroy',
  verifyWith: 'list-all-conferences',
  previewInput: 'preview',
  phrases: [
    'delete a meeting',
    'remove the webinar',
    'cancel an event for good',
    'get rid of a room',
    'erase a conference',
    'what would be lost if I delete this room',
  ],
  input: z.strictObject({
    room_id: roomId,
    preview: z.boolean().default(false).describe('True: delete nothing, only tell what would be lost. Default false'),
    expected_name: z
      .string()
      .trim()
      .min(1)
      .max(255)
      .optional()
      .describe(
        'Name of the room that you mean; when the room has another name nothing is deleted. A guard against a wrong room_id',
      ),
  }),
  output: z.object({
    ok: okFlag.optional(),
    room_id: roomId,
    deleted: z.boolean().describe('False after a preview'),
    name: z.string().describe('Name of the room'),
    status: z.string().optional().describe('active: people could enter it; inactive: it was over or switched off'),
    starts_at: z.string().nullable().optional().describe('Start of a one-time event, ISO 8601'),
    lost: roomLosses.describe('What went with the room, or would go'),
  }),
  example: { input: { room_id: 10003, expected_name: 'Board room' } },
  async run({ room_id, preview, expected_name }, { call }) {
    const { name, status, starts_at, access_type } = await readRoom(call, room_id);
    if (expected_name !== undefined && !isSameName(name, expected_name)) {
      throw new PorinError('bad_request', `expected_name: room ${room_id} is called "${name}"; nothing was deleted`, {
        hint: `find-conferences with {"query": ${JSON.stringify(expected_name)}} gives the id of the room you mean`,
      });
    }
    const lost = await lossesOf(call, room_id, access_type === 3);
    const room = {
      room_id,
      name,
      ...(status === undefined ? {} : { status }),
      ...(starts_at === undefined ? {} : { starts_at }),
    };
    if (preview) return { ...room, deleted: false, lost };
    const { body } = await call({ method: 'DELETE', path: path`/conferences/${room_id}` });
    return { ok: okOf(body), ...room, deleted: true, lost };
  },
});
