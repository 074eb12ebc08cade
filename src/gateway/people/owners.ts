import { newId } from '../../kernel/ids.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow } from '../../kernel/ports/storage-identity.ts';
import { checkPassword, hashPassword } from './passwords.ts';

const firstLogin = 'owner';

/** The first owner; made when there is none. */
export function ensureOwner({ people }: Pick<Storage, 'people'>, now: number): Promise<PersonRow> {
  return people.ensureOwner(newOwner(now));
}

/**
 * Gives a gateway that has no owner who can sign in one called `owner`, with this password.
 * Errors: `bad_request` for a password that is too short; `already_exists` when a member has that name.
 */
export async function prepareOwner({ people }: Storage, password: string, now: number): Promise<void> {
  checkPassword(password);
  if (await people.hasOwner()) return;
  await people.ensureOwner({ ...newOwner(now), login: firstLogin, passwordHash: await hashPassword(password) });
}

function newOwner(createdAt: number): PersonRow {
  return { id: newId('per'), login: null, name: 'Owner', passwordHash: null, role: 'owner', tenantId: null, createdAt };
}

/** True when the person can come in without anybody's link. */
export async function canSignIn({ passkeys }: Pick<Storage, 'passkeys'>, person: PersonRow): Promise<boolean> {
  return person.passwordHash !== null || (await passkeys.of(person.id)).length > 0;
}
