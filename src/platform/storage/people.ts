import { type Kysely, sql } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PersonRow } from '../../kernel/ports/storage-identity.ts';
import type { Committed } from './committed.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import { revokeGrantsOfPerson } from './grants.ts';
import { useUp } from './one-time.ts';
import { insertPasskey } from './passkeys.ts';
import type { Tables } from './schema.ts';
import type { PeopleTable } from './schema-identity.ts';
import { lockWorkspace } from './workspaces.ts';

/** Those who may approve logins. */
export function people({ db }: Engine, committed: Committed): Storage['people'] {
  return {
    insert: (row) => insert(db, row),
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
    hasOwner: () => hasOwner(db),
    ...comingAndGoing(committed),
  };
}

/** What takes several statements. */
function comingAndGoing(committed: Committed): Pick<Storage['people'], 'ensureOwner' | 'join' | 'delete'> {
  return {
    ensureOwner: (fresh) =>
      committed(async (transaction) => {
        // One after another: two nodes that start at once would each see no owner.
        await lockWorkspace(transaction);
        return { result: await ensureOwner(transaction, fresh), changes: [] };
      }),
    join: (invitation, person, passkey) =>
      committed(async (transaction) => {
        if (!(await useUp(transaction, invitation))) return { result: false, changes: [] };
        await insert(transaction, person);
        if (passkey) await insertPasskey(transaction, passkey);
        return { result: true, changes: [] };
      }),
    delete: (id, now) =>
      committed(async (transaction) => {
        // One after another: two owners who remove each other at once would each see the other one stay.
        await lockWorkspace(transaction);
        // Passkeys and sessions go along by their foreign keys, also those that are made at this moment.
        const deletable = transaction.deleteFrom('people').where('id', '=', id).where(isDispensable);
        if (await deletable.returning('id').executeTakeFirst())
          return { result: 'deleted', changes: await revokeGrantsOfPerson(transaction, id, now) };
        const person = await transaction.selectFrom('people').select('id').where('id', '=', id).executeTakeFirst();
        return { result: person ? 'last_owner' : 'unknown', changes: [] };
      }),
  };
}

async function ensureOwner(transaction: Kysely<Tables>, fresh: PersonRow): Promise<PersonRow> {
  const owners = transaction.selectFrom('people').selectAll().where('role', '=', 'owner');
  const first = await owners.orderBy('created_at').orderBy('id').limit(1).executeTakeFirst();
  if (!first) {
    await insert(transaction, fresh);
    return fresh;
  }
  if (fresh.passwordHash === null || (await hasOwner(transaction))) return toPerson(first);
  const entry = { login: fresh.login, password_hash: fresh.passwordHash };
  await namingLogin(fresh.login, () =>
    transaction.updateTable('people').set(entry).where('id', '=', first.id).execute(),
  );
  return toPerson({ ...first, ...entry });
}

async function insert(db: Kysely<Tables>, row: PersonRow): Promise<void> {
  await namingLogin(row.login, () => db.insertInto('people').values(toRecord(row)).execute());
}

/** With a password or a passkey, in SQL. */
const canSignIn = (table: 'people' | 'other') => sql<boolean>`(${sql.ref(`${table}.password_hash`)} is not null
  or exists (select 1 from passkeys where passkeys.person_id = ${sql.ref(`${table}.id`)}))`;

/** No owner, or another one stays: one who can sign in, unless this one cannot either. */
const isDispensable = sql<boolean>`(people.role <> 'owner' or exists (select 1 from people as other
  where other.id <> people.id and other.role = 'owner' and (${canSignIn('other')} or not ${canSignIn('people')})))`;

async function hasOwner(db: Kysely<Tables>): Promise<boolean> {
  const owners = db.selectFrom('people').select('id').where('role', '=', 'owner').where(canSignIn('people'));
  return (await owners.limit(1).executeTakeFirst()) !== undefined;
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
