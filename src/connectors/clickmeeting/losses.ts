import { z } from 'zod';
import { path } from '../../kernel/http.ts';
import { type Call, isRefusal, readList } from './calls.ts';
import { recordingsOf } from './recordings.ts';
import { file, token } from './schemas/library.ts';
import { registration, session } from './schemas/session.ts';

const count = (what: string) => z.int().nullable().describe(`How many ${what}; null when the app did not tell`);

/** What goes with a room. */
export const roomLosses = z.object({
  recordings: count('recordings'),
  recording_bytes: z.int().nullable().describe('Their size in all, in bytes; null when the app did not tell'),
  registrations: count('registrations of people'),
  sessions: count('past sessions with their attendees, chats and reports'),
  access_tokens: count('access tokens'),
  files: count('files that are attached to the room; they stay in the library'),
});

/** Counts what belongs to a room. What the app refuses to tell is null, because not every plan has everything. */
export async function lossesOf(call: Call, roomId: number, takesTokens: boolean): Promise<z.output<typeof roomLosses>> {
  const room = path`/conferences/${roomId}`;
  const recordings = await told(recordingsOf(call, roomId));
  const registrations = await told(
    readList(call, `${room}/registrations/all`, { item: registration, what: 'registrations' }),
  );
  const sessions = await told(readList(call, `${room}/sessions`, { item: session, what: 'sessions' }));
  const tokens = takesTokens
    ? await told(readList(call, `${room}/tokens`, { item: token, what: 'access tokens', wrapper: 'access_tokens' }))
    : [];
  const files = await told(readList(call, path`/file-library/conferences/${roomId}`, { item: file, what: 'files' }));
  return {
    recordings: recordings?.length ?? null,
    recording_bytes: recordings?.reduce((sum, { recording_file_size = 0 }) => sum + recording_file_size, 0) ?? null,
    registrations: registrations?.length ?? null,
    sessions: sessions?.length ?? null,
    access_tokens: tokens?.length ?? null,
    files: files?.length ?? null,
  };
}

async function told<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (isRefusal(error)) return undefined;
    throw error;
  });
}
