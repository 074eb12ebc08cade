import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { localPath } from '../../kernel/local-path.ts';
import type { EntryLink, PeopleDirectory, PersonView } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow } from '../../kernel/ports/storage-identity.ts';
import type { EntryLinks } from './links.ts';
import { canSignIn } from './owners.ts';

const ownerLinkMs = 3_600_000;

export interface DirectoryParts {
  readonly storage: Storage;
  readonly links: EntryLinks;
  readonly now: () => number;
  readonly publicUrl: () => string;
}

/** Lists, removes and invites people. */
export function createDirectory({ storage, links, now, publicUrl }: DirectoryParts): PeopleDirectory {
  const entry = (path: string, { token, expiresAt }: { token: string; expiresAt: number }): EntryLink => ({
    url: `${publicUrl()}/${path}/${token}`,
    expiresAt: new Date(expiresAt).toISOString(),
  });
  return {
    async list() {
      const rows = await storage.people.list();
      return Promise.all(rows.map((row) => viewOf(storage, row)));
    },
    remove: (id) => remove(storage, id, now()),
    async invite({ role, tenantKey, name, expiresInMs }) {
      refuseContradiction(role, tenantKey);
      const tenant = tenantKey === undefined ? undefined : await storage.tenants.ensure(tenantKey, now());
      const subject = {
        personId: newId('per'),
        role,
        tenantId: tenant?.id ?? null,
        ...(tenantKey === undefined ? {} : { tenantKey }),
        ...(name === undefined ? {} : { name }),
      };
      return entry('invitation', await links.invitations.create(subject, expiresInMs));
    },
    async ownerLink(next = '/account') {
      await links.ownership.void();
      return entry('welcome', await links.ownership.create({ next: localPath(next) }, ownerLinkMs));
    },
  };
}

function refuseContradiction(role: 'owner' | 'member', tenantKey: string | undefined): void {
  if (role === 'member' && tenantKey === undefined) {
    throw new PorinError('bad_request', 'tenantKey: required for a member, who may act for one tenant', {
      hint: 'Name the tenant with --tenantKey, or invite an owner with --role owner',
    });
  }
  if (role === 'owner' && tenantKey !== undefined) {
    throw new PorinError('bad_request', `tenantKey: ${tenantKey} is too narrow for an owner, who may act for all`, {
      hint: 'Leave tenantKey out, or invite a member',
    });
  }
}

async function remove(storage: Storage, id: string, now: number): Promise<void> {
  const people = await storage.people.list();
  const person = people.find((one) => one.id === id);
  if (!person) throw new PorinError('not_found', `No person ${id}`, { hint: 'porin people list shows them' });
  if (person.role === 'owner' && people.filter(({ role }) => role === 'owner').length === 1) {
    throw new PorinError('bad_request', `${person.name} is the last owner and cannot be removed`, {
      hint: 'Invite another owner first: porin invitation create --role owner',
    });
  }
  await storage.people.delete(id);
  await revokeGrantsOf(storage, id, now);
}

/** What a person allowed programs to do ends with the person. */
async function revokeGrantsOf(storage: Storage, personId: string, now: number): Promise<void> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.grants.list(undefined, { limit: 100, cursor });
    ids.push(...page.items.filter((grant) => grant.personId === personId).map((grant) => grant.id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  for (const id of ids) await storage.grants.revoke(id, now);
}

async function viewOf(storage: Storage, person: PersonRow): Promise<PersonView> {
  const tenant = person.tenantId === null ? undefined : await storage.tenants.get(person.tenantId);
  return {
    id: person.id,
    name: person.name,
    ...(person.login === null ? {} : { login: person.login }),
    role: person.role,
    ...(tenant ? { tenantKey: tenant.key } : {}),
    canSignIn: await canSignIn(storage, person),
    createdAt: new Date(person.createdAt).toISOString(),
  };
}
