import type { RunTools } from '../../kernel/action.ts';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
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

/**
 * Waits until every address has its token, which the app gives out some time after the invitation. Gives what there is when the time is
 * over or the app fails: the invitations have left, and whoever sent them has to know it.
 */
export async function awaitTokens(
  { call, sleep }: Pick<RunTools, 'call' | 'sleep'>,
  {
    roomId,
    emails,
    waitSeconds,
  }: { readonly roomId: number; readonly emails: readonly string[]; readonly waitSeconds: number },
): Promise<{ readonly tokens: ReadonlyMap<string, string>; readonly failure: PorinError | undefined }> {
  let leftMs = waitSeconds * 1000;
  let pauseMs = firstPauseMs;
  let tokens = new Map<string, string>();
  for (;;) {
    try {
      tokens = await tokensByEmail(call, roomId);
    } catch (failure) {
      if (!isPorinError(failure)) throw failure;
      return { tokens, failure };
    }
    if (leftMs <= 0 || emails.every((email) => tokens.has(email.toLowerCase()))) return { tokens, failure: undefined };
    const waitMs = Math.min(pauseMs, leftMs);
    await sleep(waitMs);
    leftMs -= waitMs;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
}
