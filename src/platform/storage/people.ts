import { sql } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow } from '../../kernel/ports/storage-identity.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { PeopleTable } from './schema-identity.ts';

/** Those who may approve logins. */
export function people({ db }: Engine): Storage['people'] {
  return {
    insert: async (row) => {
      await namingLogin(row.login, () => db.insertInto('people').values(toRecord(row)).execute());
    },
    get: async (id) => {
      const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toPerson(row);
    },
    byLogin: async (login) => {
      const row = await db.selectFrom('people').selectAll().where('login', '=', login).executeTakeFirst();
      return row && toPerson(row);
    },
    list: async () => {
      const rows = await db
        .selectFrom('people')
        .selectAll()
        .orderBy(sql`case role when 'owner' then 0 else 1 end`)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toPerson);
    },
    patch: async (id, { login, name, passwordHash }) => {
      const update = db
        .updateTable('people')
        .set((eb) => ({
          login: login === undefined ? eb.ref('login') : login,
          name: name === undefined ? eb.ref('name') : name,
          password_hash: passwordHash === undefined ? eb.ref('password_hash') : passwordHash,
        }))
        .where('id', '=', id)
        .returningAll();
      const row = await namingLogin(login, () => update.executeTakeFirst());
      return row && toPerson(row);
    },
    // Passkeys and sessions go along by their foreign keys, also those that are made at this moment.
    delete: async (id) => {
      const deleted = await db.deleteFrom('people').where('id', '=', id).returning('id').executeTakeFirst();
      return deleted !== undefined;
    },
    hasOwner: () => hasOwner(db),
  };
}

async function hasOwner(db: Engine['db']): Promise<boolean> {
  const owner = await db
    .selectFrom('people')
    .select('id')
    .where('role', '=', 'owner')
    .where((eb) =>
      eb.or([
        eb('password_hash', 'is not', null),
        eb.exists(eb.selectFrom('passkeys').select('passkeys.id').whereRef('passkeys.person_id', '=', 'people.id')),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return owner !== undefined;
}

function namingLogin<T>(login: string | null | undefined, write: () => Promise<T>): Promise<T> {
  return namingDuplicate(write, `There is another person with the login '${login ?? ''}'`, 'Choose another login');
}

function toRecord(row: PersonRow): PeopleTable {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    password_hash: row.passwordHash,
    role: row.role,
    tenant_id: row.tenantId,
    created_at: row.createdAt,
  };
}

function toPerson(row: PeopleTable): PersonRow {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    passwordHash: row.password_hash,
    role: row.role,
    tenantId: row.tenant_id,
    createdAt: row.created_at,
  };
}
