import type { z } from 'zod';
import type { RunTools } from '../../kernel/action.ts';
import { PorinError } from '../../kernel/errors.ts';
import { fileOutput } from '../../kernel/files.ts';
import { path } from '../../kernel/http.ts';
import { type Call, readList } from './calls.ts';
import { recording } from './schemas/library.ts';

export type Recording = z.output<typeof recording.schema>;

/** The recordings of a room with addresses that are fresh. */
export function recordingsOf(call: Call, roomId: number): Promise<Recording[]> {
  return readList(call, path`/conferences/${roomId}/recordings`, { item: recording, what: 'recordings' });
}

/** The address of a recording; undefined while the app prepares it. */
export function addressOf({ recording_url }: Recording): string | undefined {
  return recording_url && URL.canParse(recording_url) ? recording_url : undefined;
}

/**
 * Downloads a recording, or what follows its first bytes, from an address that was just read.
 * Shape: `fromByte` is 0 when the server sends everything all the same.
 */
export async function fetchRecording(tools: Pick<RunTools, 'call'>, found: Recording, fromByte = 0) {
  const address = addressOf(found);
  if (address === undefined) {
    throw new PorinError('upstream_refused', `Recording ${found.id} has no address yet`, {
      hint: 'The app is still preparing it; try again in some minutes',
    });
  }
  const { status, body } = await tools.call({
    method: 'GET',
    path: new URL(address).pathname,
    url: address,
    anonymous: true,
    responseType: 'file',
    fileName: `recording-${found.id}.mp4`,
    ...(fromByte === 0 ? {} : { headers: { range: `bytes=${fromByte}-` } }),
  });
  return { file: fileOutput.parse(body), fromByte: status === 206 ? fromByte : 0 };
}
