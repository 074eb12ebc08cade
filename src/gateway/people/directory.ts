import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { localPath } from '../../kernel/local-path.ts';
import { type Caller, scopes } from '../../kernel/ports/identity.ts';
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
    expiresAt: isoOf(expiresAt),
  });
  return {
    async list() {
      const rows = await storage.people.list();
      return Promise.all(rows.map((row) => viewOf(storage, row)));
    },
    async remove(id) {
      const outcome = await storage.people.delete(id, now());
      if (outcome === 'unknown') throw unknown(id);
      if (outcome === 'last_owner') throw lastOwner(id);
    },
    async invite(caller, { role, tenantKey, name, expiresInMs }) {
      refuseMoreThanOwn(caller);
      refuseContradiction(role, tenantKey);
      const tenantCreated = tenantKey !== undefined && (await storage.tenants.find(tenantKey))?.key !== tenantKey;
      const tenant = tenantKey === undefined ? undefined : await storage.tenants.ensure(tenantKey, now());
      const subject = {
        personId: newId('per'),
        role,
        tenantId: tenant?.id ?? null,
        ...(tenantKey === undefined ? {} : { tenantKey }),
        ...(name === undefined ? {} : { name }),
      };
      const link = entry('invitation', await links.invitations.create(subject, expiresInMs));
      return tenantKey === undefined
        ? { id: subject.personId, ...link }
        : { id: subject.personId, ...link, tenantCreated };
    },
    async invitations() {
      return (await links.invitations.list()).map(({ subject, createdAt, expiresAt }) => {
        const { personId, role, tenantKey, name } = subject;
        const known = { ...(tenantKey === undefined ? {} : { tenantKey }), ...(name === undefined ? {} : { name }) };
        return { id: personId, role, ...known, createdAt: isoOf(createdAt), expiresAt: isoOf(expiresAt) };
      });
    },
    async revokeInvitation(id) {
      const link = (await links.invitations.list()).find(({ subject }) => subject.personId === id);
      if (link && (await links.invitations.revoke(link))) return;
      throw new PorinError('not_found', `No open invitation ${id}`, { hint: 'porin invitation list shows them' });
    },
    async ownerLink(next = '/account') {
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

/** Whoever is invited may let a program do everything for a tenant, so a narrow token would widen itself by a guest. */
function refuseMoreThanOwn(caller: Caller): void {
  const missing = scopes.filter((scope) => !caller.scopes.has(scope));
  if (missing.length === 0) return;
  throw new PorinError('access_denied', `Inviting people needs every scope; your token has not ${missing.join(', ')}`, {
    hint: 'Ask the owner, who can invite with porin invitation create on the machine of the gateway',
  });
}

function unknown(id: string): PorinError {
  return new PorinError('not_found', `No person ${id}`, { hint: 'porin people list shows them' });
}

function lastOwner(id: string): PorinError {
  return new PorinError('bad_request', `${id} is the last owner who can sign in and cannot be removed`, {
    hint: 'Invite another owner first: porin invitation create --role owner',
  });
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
    createdAt: isoOf(person.createdAt),
  };
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
