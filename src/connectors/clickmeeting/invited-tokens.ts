import type { RunTools } from '../../kernel/action.ts';
import { path } from '../../kernel/http.ts';
import { type Call, readList } from './calls.ts';
import { token } from './schemas/library.ts';

const firstPauseMs = 500;
const longestPauseMs = 4_000;

/** The newest token of each address, in lower case. */
export async function tokensByEmail(call: Call, roomId: number): Promise<Map<string, string>> {
  const tokens = await readList(call, path`/conferences/${roomId}/tokens`, {
    item: token,
    what: 'access tokens',
    wrapper: 'access_tokens',
  });
  return new Map(
    tokens.flatMap((entry) => (entry.sent_to_email ? [[entry.sent_to_email.toLowerCase(), entry.token]] : [])),
  );
}

/** Waits until every address has its token, which the app gives out some time after the invitation. Gives what there is when the time is over. */
export async function awaitTokens(
  { call, sleep }: Pick<RunTools, 'call' | 'sleep'>,
  {
    roomId,
    emails,
    waitSeconds,
  }: { readonly roomId: number; readonly emails: readonly string[]; readonly waitSeconds: number },
): Promise<Map<string, string>> {
  let leftMs = waitSeconds * 1000;
  let pauseMs = firstPauseMs;
  for (;;) {
    const tokens = await tokensByEmail(call, roomId);
    if (leftMs <= 0 || emails.every((email) => tokens.has(email.toLowerCase()))) return tokens;
    const waitMs = Math.min(pauseMs, leftMs);
    await sleep(waitMs);
    leftMs -= waitMs;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}
