import { PorinError } from '../../kernel/errors.ts';
import type { PasskeysPort, PeoplePort } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { loginOf } from './logins.ts';
import { canSignIn } from './owners.ts';
import type { Passkeys } from './passkeys.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import type { Session, Sessions } from './sessions.ts';

interface AccountParts {
  readonly storage: Storage;
  readonly sessions: Sessions;
  readonly passkeys: Passkeys;
}

export interface Accounts {
  readonly port: Pick<PeoplePort, 'account' | 'setPassword'>;
  readonly passkeys: Pick<PasskeysPort, 'addOptions' | 'add' | 'remove'>;
}

/** What people do about their own passwords and passkeys; whoever finds an open browser later cannot. */
export function createAccounts(parts: AccountParts): Accounts {
  const { storage, sessions } = parts;
  const mayChange = async ({ person, isRecent }: Session) => isRecent || !(await canSignIn(storage, person));
  const requireChange = async (sessionToken: string | undefined) => {
    const session = await sessions.require(sessionToken);
    if (await mayChange(session)) return session.person;
    throw new PorinError('not_authenticated', 'The sign-in is too long ago for this change', { hint: 'Sign in again' });
  };
  return {
    port: {
      async account(sessionToken) {
        const session = await sessions.require(sessionToken);
        const { id, name, login, role, passwordHash } = session.person;
        const own = await storage.passkeys.of(id);
        const passkeys = own.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt }));
        return { name, login, role, hasPassword: passwordHash !== null, passkeys, mayChange: await mayChange(session) };
      },
      async setPassword(sessionToken, { login, password }, browser) {
        const person = await requireChange(sessionToken);
        checkPassword(password);
        const passwordHash = await hashPassword(password);
        await storage.people.patch(person.id, { login: loginOf(login), passwordHash });
        await sessions.endAllOf(person.id);
        return sessions.start(person.id, browser, { next: '/account' });
      },
    },
    passkeys: ownPasskeys(parts, requireChange),
  };
}

function ownPasskeys(
  { storage, passkeys }: AccountParts,
  requireChange: (sessionToken: string | undefined) => Promise<Session['person']>,
): Accounts['passkeys'] {
  return {
    async addOptions(sessionToken, { host }) {
      const person = await requireChange(sessionToken);
      return passkeys.creationOptions(host, person.id, person);
    },
    async add(sessionToken, credential, browser) {
      const { id: personId } = await requireChange(sessionToken);
      const made = await passkeys.created(browser.host, personId, credential);
      await storage.passkeys.insert({ ...made, personId, name: nameOfDevice(browser.userAgent) });
    },
    async remove(sessionToken, id) {
      const person = await requireChange(sessionToken);
      const outcome = await storage.passkeys.delete(person.id, id);
      if (outcome === 'last_way_in') {
        throw new PorinError('bad_request', 'This passkey is the only way in', {
          hint: 'Set a password or add another passkey first',
        });
      }
      if (outcome === 'deleted') return;
      throw new PorinError('not_found', 'No such passkey', { hint: 'The account page lists them' });
    },
  };
}

const systems = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
] as const;

/** What a person will know a passkey by: where it was made. */
export function nameOfDevice(userAgent: string): string {
  return systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Passkey';
}
