import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import { localPath } from '../../kernel/local-path.ts';
import type { Browser, SignedIn } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow, SessionRow } from '../../kernel/ports/storage-identity.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';

const hourMs = 3_600_000;
const longestMs = 30 * 24 * hourMs;
const idleMs = 12 * hourMs;
/** How long a sign-in counts as recent, for changes of password and passkeys. */
const recentMs = hourMs / 4;

export interface Session {
  readonly row: SessionRow;
  readonly person: PersonRow;
  /** True when the person proved a short while ago who he is. */
  readonly isRecent: boolean;
}

export type Sessions = ReturnType<typeof createSessions>;

/** Signed-in browsers. `isLocal`: only this machine reaches the gateway, so sessions may idle for long. */
export function createSessions(storage: Storage, now: () => number, isLocal: () => boolean) {
  async function start(personId: string, browser: Browser, options: { next?: string; createdAt?: number } = {}) {
    const createdAt = options.createdAt ?? now();
    const expiresAt = isLocal() ? now() + longestMs : Math.min(now() + idleMs, createdAt + longestMs);
    const { token: sessionToken, hash } = newUnguessable();
    const userAgent = browser.userAgent.slice(0, 300);
    await storage.sessions.insert({ hash, personId, userAgent, createdAt, expiresAt });
    const maxAgeSeconds = Math.round((expiresAt - now()) / 1000);
    return { sessionToken, maxAgeSeconds, next: localPath(options.next) } satisfies SignedIn;
  }

  async function find(sessionToken: string | undefined): Promise<Session | undefined> {
    if (sessionToken === undefined || sessionToken === '') return undefined;
    const row = await storage.sessions.byHash(digestOf(sessionToken), now());
    const person = row && (await storage.people.get(row.personId));
    return row && person && { row, person, isRecent: row.createdAt > now() - recentMs };
  }

  return {
    start,
    find,
    /** Errors: `not_authenticated`. */
    async require(sessionToken: string | undefined): Promise<Session> {
      const session = await find(sessionToken);
      if (session) return session;
      throw new PorinError('not_authenticated', 'Nobody is signed in here', { hint: 'Sign in again' });
    },
    async end(sessionToken: string | undefined): Promise<void> {
      if (sessionToken !== undefined) await storage.sessions.delete(digestOf(sessionToken));
    },
    endAllOf: (personId: string) => storage.sessions.deleteOf(personId),
    async renew(sessionToken: string | undefined, browser: Browser): Promise<SignedIn | undefined> {
      const session = await find(sessionToken);
      const fullMs = isLocal() ? longestMs : idleMs;
      if (!session || session.row.expiresAt - now() > fullMs / 2) return undefined;
      const { createdAt } = session.row;
      if (!isLocal() && createdAt + longestMs - now() < idleMs) return undefined;
      const renewed = await start(session.person.id, browser, { createdAt });
      await storage.sessions.delete(session.row.hash);
      return renewed;
    },
  };
}
