import { createAttempts, subscriberOf } from '../../kernel/attempts.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { PeopleDirectory, PeoplePort } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { createAccounts } from './accounts.ts';
import { createDirectory } from './directory.ts';
import { createInvitations } from './invitations.ts';
import { createEntryLinks, type EntryLinks } from './links.ts';
import { ensureOwner, prepareOwner } from './owners.ts';
import { passkeySite } from './passkey-site.ts';
import { createPasskeys } from './passkeys.ts';
import { isPasswordOf } from './passwords.ts';
import { createSessions, type Sessions } from './sessions.ts';

const guessingMs = 15 * 60_000;
const triesOfName = 10;
const triesOfAddress = 50;
const challengesOfAddress = 200;

export interface PeopleParts {
  readonly storage: Storage;
  readonly now: () => number;
  readonly publicUrl: () => string;
}

export interface People {
  readonly port: PeoplePort;
  readonly directory: PeopleDirectory;
  /** Gives a gateway without one an owner who can sign in with this password. */
  prepareOwner(password: string): Promise<void>;
}

/** Who may sit at the browser: owners and members, their passwords, passkeys and sessions. */
export function createPeople({ storage, now, publicUrl }: PeopleParts): People {
  const isLocal = () => /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(publicUrl()).hostname);
  const sessions = createSessions(storage, now, isLocal);
  const links = createEntryLinks(storage, now);
  const passkeys = createPasskeys(storage, now, publicUrl);
  const accounts = createAccounts({ storage, sessions, passkeys });
  const invitations = createInvitations({ storage, sessions, passkeys, links, now });
  // Each asks for a row, and whoever asks is nobody yet.
  const asked = brake(challengesOfAddress, now);
  const parts = { storage, sessions, links, now };
  const port: PeoplePort = {
    publicUrl,
    isOwned: () => storage.people.hasOwner(),
    ...doors(parts),
    ...accounts.port,
    ...invitations.port,
    passkeys: {
      site: (host) => passkeySite(publicUrl(), host),
      signInOptions: async ({ host, ip }) => {
        asked.begin(subscriberOf(ip));
        return passkeys.signInOptions(host);
      },
      async signIn(credential, browser) {
        const { personId } = await passkeys.signIn(browser.host, credential);
        return sessions.start(personId, browser);
      },
      ...accounts.passkeys,
      ...invitations.passkeys,
    },
  };
  return {
    port,
    directory: createDirectory({ storage, links, now, publicUrl }),
    prepareOwner: (password) => prepareOwner(storage, password, now()),
  };
}

interface Doors {
  readonly storage: Storage;
  readonly sessions: Sessions;
  readonly links: EntryLinks;
  readonly now: () => number;
}

/** The ways in and out. */
function doors({ storage, sessions, links, now }: Doors) {
  const ofName = brake(triesOfName, now);
  const ofAddress = brake(triesOfAddress, now);
  return {
    async visitor(sessionToken) {
      const session = await sessions.find(sessionToken);
      if (!session) return undefined;
      const { id, name, role, tenantId } = session.person;
      return { personId: id, name, role, tenantId };
    },
    async ownerLink(token) {
      await links.ownership.open(token);
      return { isOwned: await storage.people.hasOwner() };
    },
    async acceptOwnership(token, browser) {
      const { next } = await links.ownership.use(token);
      const { id } = await ensureOwner(storage, now());
      return sessions.start(id, browser, { next });
    },
    async signIn({ login: given, password }, browser) {
      const login = given.normalize('NFKC').trim().toLowerCase().slice(0, 200);
      ofName.begin(login);
      const address = subscriberOf(browser.ip);
      ofAddress.begin(address);
      const person = await storage.people.byLogin(login);
      if (!(await isPasswordOf(person?.passwordHash, password)) || !person) throw wrong();
      ofName.forget(login);
      // Many people may share an address.
      ofAddress.forgive(address);
      return sessions.start(person.id, browser);
    },
    signOut: (sessionToken) => sessions.end(sessionToken),
    async signOutEverywhere(sessionToken) {
      const { person } = await sessions.require(sessionToken);
      await sessions.endAllOf(person.id);
    },
    renew: (sessionToken, browser) => sessions.renew(sessionToken, browser),
  } satisfies Partial<PeoplePort>;
}

function brake(limit: number, now: () => number) {
  const hint = 'the owner can run porin owner link';
  return createAttempts({ limit, windowMs: guessingMs, now, message: 'Too many attempts to sign in', hint });
}

function wrong(): PorinError {
  return new PorinError('bad_request', 'The name or the password is wrong', {
    hint: 'The owner can come in with the link that porin owner link prints',
  });
}
