import { z } from 'zod';
import { defineAction, type RunTools } from '../../../kernel/action.ts';
import { isPorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { orFailure, refusedStatus, tryEach } from '../calls.ts';
import { countOf, notDone, stopNote } from '../many.ts';
import { addressOf, fetchRecording, type Recording, recordingsOf } from '../recordings.ts';
import { recordingId, roomId } from '../schemas/ids.ts';

const have = z.strictObject({
  recording_id: recordingId,
  size_bytes: z.int().min(0).describe('How many bytes of it you have'),
});

const item = z.object({
  recording_id: z.int().describe('Recording id'),
  name: z.string().nullable().describe('Name of the recording'),
  status: z
    .enum(['downloaded', 'complete', 'size_differs', 'not_ready', 'refused', 'unknown', 'not_tried'])
    .describe(
      'downloaded: file holds it; complete: you have all of it already; size_differs: file holds what came, twice, and it is not the size that the app tells; not_ready: the app still prepares it; refused: see error; not_tried: over the limit, or the app failed before',
    ),
  file: fileOutput.optional().describe('The content; kept for a day, so save it soon'),
  from_byte: z
    .int()
    .optional()
    .describe(
      'Where the file continues: append it to the bytes you have. 0: it is the whole recording, also when you have a part',
    ),
  expected_bytes: z.int().optional().describe('Size that the app tells'),
  error: z.string().optional().describe('Why there is no file'),
});

export default defineAction({
  name: 'Download All Recordings',
  description:
    'Fetches the recordings of a room one after the other, each by a fresh address, checks every size, and gives a handle to each. Resume: name in have what you have saved; whole ones are skipped, parts are continued where the server allows it. One that fails does not stop the others. Nothing is deleted; delete-recording does that once your copy is safe.',
  effect: 'read',
  phrases: [
    'download all recordings of a room',
    'back up every recording',
    'archive all videos of a webinar',
    'resume downloading recordings',
    'save all replays',
    'back up recordings',
  ],
  input: z.strictObject({
    room_id: roomId,
    have: z
      .array(have)
      .max(1000)
      .optional()
      .describe('Recordings that you have, whole or in part; those of the full size are skipped'),
    limit: z.int().min(1).max(100).default(10).describe('Most recordings to fetch in this run, 1 to 100. Default 10'),
  }),
  output: z.object({
    room_id: roomId,
    items: z.array(item).describe('Every recording of the room, oldest first'),
    downloaded: z.int().describe('How many were fetched now'),
    failed: z.int().describe('How many could not be fetched, or have another size than the app tells'),
    has_more: z.boolean().describe('True when some were not tried: run it again with what you have now in have'),
    notes: z.array(z.string()).optional().describe('Why the work ended early'),
  }),
  example: { input: { room_id: 10005 } },
  async run({ room_id, have = [], limit }, tools) {
    const recordings = await recordingsOf(tools.call, room_id);
    const known = new Map(have.map(({ recording_id, size_bytes }) => [recording_id, size_bytes]));
    const states = recordings.map((found) => ({ found, done: settled(found, known.get(found.id)) }));
    const wanted = states.filter(({ done }) => done === undefined).slice(0, limit);
    const { tried, stoppedBy } = orFailure(
      await tryEach(wanted, 1, ({ found }) => fetchWhole(tools, { room_id, found, have: known.get(found.id) ?? 0 })),
    );
    const items = states.map((state) => {
      const { id, recording_name, recording_file_size } = state.found;
      const outcome = tried[wanted.indexOf(state)] ?? { how: 'not_tried' as const };
      return {
        recording_id: id,
        name: recording_name ?? null,
        ...(recording_file_size === undefined ? {} : { expected_bytes: recording_file_size }),
        ...(state.done ?? (outcome.how === 'done' ? outcome.value : notDone(outcome))),
      };
    });
    const notes = stopNote(stoppedBy, 'Repeat the action for what is not_tried');
    return {
      room_id,
      items,
      downloaded: countOf(items, 'downloaded'),
      failed: countOf(items, 'refused', 'unknown', 'size_differs'),
      has_more: items.some(({ status }) => status === 'not_tried'),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },
});

/** What is known of a recording without fetching it; undefined when it has to be fetched. */
function settled(found: Recording, haveBytes: number | undefined) {
  if (addressOf(found) === undefined) return { status: 'not_ready' as const };
  const isWhole = haveBytes !== undefined && haveBytes > 0 && haveBytes === found.recording_file_size;
  return isWhole ? { status: 'complete' as const } : undefined;
}

interface Order {
  readonly room_id: number;
  readonly found: Recording;
  readonly have: number;
}

/** Fetches one recording; once more, whole and by a new address, when its address has expired or its size is wrong. */
async function fetchWhole(tools: RunTools, order: Order) {
  const first = await fetchOnce(tools, order, order.have).catch((error: unknown) => {
    if (!isPorinError(error) || ![403, 410, 416].includes(refusedStatus(error) ?? 0)) throw error;
    return undefined;
  });
  return first?.status === 'downloaded' ? first : fetchOnce(tools, order, 0);
}

async function fetchOnce(tools: RunTools, { room_id, found }: Order, haveBytes: number) {
  // Signatures live for hours; a long download before this one may have outlived them.
  const fresh = (await recordingsOf(tools.call, room_id)).find(({ id }) => id === found.id) ?? found;
  const size = fresh.recording_file_size;
  const begin = size !== undefined && haveBytes < size ? haveBytes : 0;
  const { file, fromByte } = await fetchRecording(tools, fresh, begin);
  const isWhole = size === undefined || file.sizeBytes + fromByte === size;
  return { status: isWhole ? ('downloaded' as const) : ('size_differs' as const), file, from_byte: fromByte };
}
