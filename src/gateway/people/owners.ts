import { isPorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow } from '../../kernel/ports/storage-identity.ts';
import { checkPassword, hashPassword } from './passwords.ts';

const firstLogin = 'owner';

/** The first owner; made when there is none. */
export async function ensureOwner({ people }: Pick<Storage, 'people'>, now: number): Promise<PersonRow> {
  const [first] = await people.list();
  if (first?.role === 'owner') return first;
  const owner: PersonRow = {
    id: newId('per'),
    login: null,
    name: 'Owner',
    passwordHash: null,
    role: 'owner',
    tenantId: null,
    createdAt: now,
  };
  await people.insert(owner);
  return owner;
}

/**
 * Gives a gateway that has no owner who can sign in one called `owner`, with this password.
 * Errors: `bad_request` for a password that is too short; `already_exists` when a member has that name.
 */
export async function prepareOwner(storage: Storage, password: string, now: number): Promise<void> {
  checkPassword(password);
  if (await storage.people.hasOwner()) return;
  const { id } = await ensureOwner(storage, now);
  try {
    await storage.people.patch(id, { login: firstLogin, passwordHash: await hashPassword(password) });
  } catch (error) {
    // Another node that starts at the same moment was first.
    if (isPorinError(error) && error.code === 'already_exists' && (await storage.people.hasOwner())) return;
    throw error;
  }
}

/** True when the person can come in without anybody's link. */
export async function canSignIn({ passkeys }: Pick<Storage, 'passkeys'>, person: PersonRow): Promise<boolean> {
  return person.passwordHash !== null || (await passkeys.of(person.id)).length > 0;
}
