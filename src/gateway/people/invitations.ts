import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { NewPerson, PasskeysPort, PeoplePort } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PasskeyRow, PersonRow } from '../../kernel/ports/storage-identity.ts';
import { nameOfDevice } from './accounts.ts';
import type { EntryLinks, Invitation } from './links.ts';
import { displayName, loginOf } from './logins.ts';
import type { Passkeys } from './passkeys.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import type { Sessions } from './sessions.ts';

interface InvitationParts {
  readonly storage: Storage;
  readonly sessions: Sessions;
  readonly passkeys: Passkeys;
  readonly links: EntryLinks;
  readonly now: () => number;
}

export interface Invitations {
  readonly port: Pick<PeoplePort, 'invitation' | 'acceptInvitation'>;
  readonly passkeys: Pick<PasskeysPort, 'invitationOptions' | 'acceptInvitation'>;
}

/** How somebody who was invited becomes a person. What is refused leaves the link as it was. */
export function createInvitations({ storage, sessions, passkeys, links, now }: InvitationParts): Invitations {
  const { invitations } = links;
  const join = async (token: string, person: PersonRow, passkey?: PasskeyRow) => {
    if (await storage.people.join(invitations.useOf(token), person, passkey)) return person.id;
    // Used or ended since it was opened, which opening it again says.
    await invitations.open(token);
    throw new PorinError('conflict', 'The invitation was used at this moment', {
      hint: 'Sign in, or ask for another one',
    });
  };
  return {
    port: {
      async invitation(token) {
        const { role, tenantKey, name } = await invitations.open(token);
        return { role, ...(tenantKey === undefined ? {} : { tenantKey }), ...(name === undefined ? {} : { name }) };
      },
      async acceptInvitation(token, given, browser) {
        const person = personOf(await invitations.open(token), given, now());
        checkPassword(given.password);
        await requireFree(storage, person);
        const passwordHash = await hashPassword(given.password);
        return sessions.start(await join(token, { ...person, passwordHash }), browser);
      },
    },
    passkeys: {
      async invitationOptions(token, given, { host }) {
        const person = personOf(await invitations.open(token), given, now());
        await requireFree(storage, person);
        return passkeys.creationOptions(host, useOf(token), person);
      },
      async acceptInvitation(token, given, credential, browser) {
        const person = personOf(await invitations.open(token), given, now());
        await requireFree(storage, person);
        const made = await passkeys.created(browser.host, useOf(token), credential);
        const passkey = { ...made, personId: person.id, name: nameOfDevice(browser.userAgent) };
        return sessions.start(await join(token, person, passkey), browser);
      },
    },
  };
}

/** Ties a challenge to the invitation that it was asked with. */
function useOf(token: string): string {
  return `invitation ${digestOf(token)}`;
}

function personOf(
  { personId, role, tenantId }: Invitation,
  given: NewPerson,
  createdAt: number,
): PersonRow & {
  readonly login: string;
} {
  const login = loginOf(given.login);
  return { id: personId, login, name: displayName(given.name, login), passwordHash: null, role, tenantId, createdAt };
}

async function requireFree({ people }: Storage, { login }: { readonly login: string }): Promise<void> {
  if (!(await people.byLogin(login))) return;
  throw new PorinError('bad_request', `The sign-in name ${login} is taken`, { hint: 'Choose another one' });
}
