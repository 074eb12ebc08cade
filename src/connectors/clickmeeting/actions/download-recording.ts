import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';
import { itemsOf } from '../answers.ts';
import { recordingId, roomId } from '../schemas/ids.ts';
import { recording } from '../schemas/library.ts';

export default defineAction({
  name: 'Download Recording',
  description:
    'Fetches the video of one recording and gives a handle to it. It reads a fresh address first, because addresses of recordings expire.',
  effect: 'read',
  phrases: [
    'download a recording',
    'save the webinar video',
    'get the mp4 of a meeting',
    'back up a recording',
    'archive the replay',
  ],
  input: z.strictObject({ room_id: roomId, recording_id: recordingId }),
  output: fileOutput,
  example: { input: { room_id: 10005, recording_id: 30001 } },
  async run({ room_id, recording_id }, tools) {
    const answer = await tools.call({ method: 'GET', path: path`/conferences/${room_id}/recordings` });
    const found = itemsOf(recording, 'recordings', answer.body).find((entry) => entry.id === recording_id);
    if (!found) {
      throw new PorinError('upstream_refused', `Room ${room_id} has no recording ${recording_id}`, {
        hint: 'list-recordings gives the recordings of a room, list-all-recordings those of every room',
      });
    }
    if (!found.recording_url || !URL.canParse(found.recording_url)) {
      throw new PorinError('upstream_refused', `Recording ${recording_id} has no address yet`, {
        hint: 'The app is still preparing it; try again in some minutes',
      });
    }
    const content = await tools.call({
      method: 'GET',
      path: new URL(found.recording_url).pathname,
      url: found.recording_url,
      anonymous: true,
      responseType: 'file',
      fileName: `recording-${recording_id}.mp4`,
    });
    return fileOutput.parse(content.body);
  },
});
