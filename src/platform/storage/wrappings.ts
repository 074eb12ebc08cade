import { type RawBuilder, sql } from 'kysely';
import type { Change } from '../../kernel/ports/storage.ts';
import type { SealedSecret, Wrappings } from '../../kernel/ports/vault.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';

type Sealed = Pick<SealedSecret, 'keyId' | 'wrappedKey' | 'version'>;

/** Both engines bind few enough parameters that a statement must be cut. */
const statementRows = 200;

interface Place<Stored, T> {
  readonly table: 'credentials' | 'sealed_secrets';
  /** The column of a row's id. */
  readonly id: string;
  idOf(sealed: T): string;
  toSealed(stored: Stored): T;
  changeOf(id: string): Change;
}

/** The wrapped data keys of a table with the columns `key_id`, `wrapped_key` and `version`. */
export function wrappings<Stored, T extends Sealed>(
  { db }: Engine,
  committed: Committed,
  place: Place<Stored, T>,
): Wrappings<T> {
  const table = sql.table(place.table);
  return {
    keyIds: async () => {
      const { rows } = await sql<{ key_id: string }>`select distinct key_id from ${table}`.execute(db);
      return rows.map(({ key_id }) => key_id);
    },
    notWrappedBy: async (keyId, limit) => {
      const range = (condition: RawBuilder<unknown>, count: number) =>
        sql<Stored>`select * from ${table} where ${condition} order by key_id limit ${count}`.execute(db);
      // Two ranges of the index: with `<>` every batch would walk over all rows that the batches before have done.
      const below = await range(sql`key_id < ${keyId}`, limit);
      const above = await range(sql`key_id > ${keyId}`, limit - below.rows.length);
      return [...below.rows, ...above.rows].map(place.toSealed);
    },
    rewrap: (rows) =>
      committed(async (transaction) => {
        const changed: string[] = [];
        for (let start = 0; start < rows.length; start += statementRows)
          changed.push(...(await rewrap(transaction, place, rows.slice(start, start + statementRows))));
        return { result: changed.length, changes: changed.map(place.changeOf) };
      }),
  };
}

// `column1` and so on are what both engines call the columns of a bare VALUES list.
async function rewrap<Stored, T extends Sealed>(
  transaction: Engine['db'],
  { table: name, id: idColumn, idOf }: Place<Stored, T>,
  rows: readonly { readonly before: T; readonly after: T }[],
): Promise<readonly string[]> {
  const [table, id] = [sql.table(name), sql.ref(`${name}.${idColumn}`)];
  const values = rows.map(
    ({ before, after }) =>
      sql`(${idOf(before)}, cast(${before.version} as bigint), ${before.wrappedKey}, ${after.keyId}, ${after.wrappedKey})`,
  );
  const { rows: changed } = await sql<{ id: string }>`
    update ${table} set key_id = new.column4, wrapped_key = new.column5 from (values ${sql.join(values)}) as new
    where ${id} = new.column1 and ${table}.version = new.column2 and ${table}.wrapped_key = new.column3
    returning ${id} as id`.execute(transaction);
  return changed.map((row) => row.id);
}
