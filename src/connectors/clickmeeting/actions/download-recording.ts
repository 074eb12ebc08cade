import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { fetchRecording, recordingsOf } from '../recordings.ts';
import { recordingId, roomId } from '../schemas/ids.ts';

export default defineAction({
  name: 'Download Recording',
  description:
    'Fetches the video of one recording and gives a handle to it. It reads a fresh address first, because addresses of recordings expire. download-all-recordings fetches every recording of a room.',
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
    const found = (await recordingsOf(tools.call, room_id)).find((entry) => entry.id === recording_id);
    if (!found) {
      throw new PorinError('upstream_refused', `Room ${room_id} has no recording ${recording_id}`, {
        hint: 'list-recordings gives the recordings of a room, list-all-recordings those of every room',
      });
    }
    return (await fetchRecording(tools, found)).file;
  },
});
