import { PorinError } from '../kernel/errors.ts';
import type { SqlStatement, SqlValue } from '../platform/storage/sqlite-file.ts';

/** What every stored document has. */
export interface Document {
  readonly id: number | string;
}

export type Scalar = string | number | boolean | null;

/** A value (equality), a list (one of), or comparisons that all hold. `null` also matches an absent field. */
export type Condition =
  | Scalar
  | readonly Scalar[]
  | {
      readonly ne?: Scalar;
      readonly lt?: Scalar;
      readonly lte?: Scalar;
      readonly gt?: Scalar;
      readonly gte?: Scalar;
    };

export type Where<T> = { readonly [K in keyof T & string]?: Condition | undefined };

export interface Query<T> {
  /** All conditions hold; fields named in `indexes` are found without reading the whole collection. */
  readonly where?: Where<T>;
  /** At least one of these holds as well. */
  readonly anyOf?: readonly Where<T>[];
  /** `field` ascending, `-field` descending; `id` when absent. */
  readonly orderBy?: (keyof T & string) | `-${keyof T & string}`;
  readonly limit?: number;
  readonly offset?: number;
}

/** Documents of one kind, in id order unless asked otherwise. Documents that are found are copies. */
export interface Collection<T extends Document> {
  /** The document as given. Errors: `conflict` when the id exists. */
  insert(document: T): T;
  get(id: T['id']): T | undefined;
  /** The changed document. A patch value of `undefined` removes the field. Errors: `not_found`. */
  update(id: T['id'], patch: Partial<Omit<T, 'id'>>): T;
  /** Puts the document in the place of the one with its id. Errors: `not_found`. */
  replace(document: T): void;
  /** Whether it existed. */
  delete(id: T['id']): boolean;
  /** How many went. */
  deleteWhere(where: Where<T>): number;
  find(query?: Query<T>): T[];
  first(query?: Query<T>): T | undefined;
  count(where?: Where<T>, anyOf?: readonly Where<T>[]): number;
  all(): T[];
}

/** What a collection needs from its store. */
export interface CollectionHost {
  prepare(sql: string): SqlStatement;
  /** Called before each write, so that the store has a transaction open. */
  beforeWrite(): void;
}

const maxParameters = 500;

const comparisons = { ne: 'is not', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** The SQL expression of a field; its text must equal the one in the index for SQLite to use it. */
function fieldExpression(field: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(field)) {
    throw new PorinError('internal', `${JSON.stringify(field)} cannot be a field of a query`);
  }
  return field === 'id' ? 'id' : `json_extract(body, '$.${field}')`;
}

/** The SQL that makes an index over one field or several, unless it exists. */
export function indexStatement(table: string, index: string | readonly string[]): string {
  const fields = typeof index === 'string' ? [index] : index;
  // The id at the end lets a page in id order come straight from the index.
  const columns = [...fields.map(fieldExpression), 'id'].join(', ');
  const name = `i_${table}_${fields.join('_').replaceAll('.', '_')}`;
  return `create index if not exists ${name} on ${table} (${columns})`;
}

/** Opens the collection kept in a table. */
export function openCollection<T extends Document>(host: CollectionHost, table: string): Collection<T> {
  const find = (query: Query<T> = {}): T[] => {
    const { sql, values } = selection(query);
    const rows = host.prepare(`select body from ${table}${sql}`).all(...values);
    return rows.map((row) => parse<T>(row['body']));
  };
  const get = (id: T['id']): T | undefined => {
    const row = host.prepare(`select body from ${table} where id = ?`).get(id);
    return row === undefined ? undefined : parse<T>(row['body']);
  };
  return {
    get,
    find,
    first: (query = {}) => find({ ...query, limit: 1 })[0],
    all: () => find(),
    count: (where = {}, anyOf = []) => {
      const { sql, values } = conditions(where, anyOf);
      return Number(host.prepare(`select count(*) as n from ${table}${sql}`).get(...values)?.['n']);
    },
    insert: (document) => {
      host.beforeWrite();
      insertRow(host, table, document);
      return document;
    },
    update: (id, patch) => {
      const before = get(id);
      if (before === undefined) throw new PorinError('not_found', `No document ${id} in ${table}`);
      host.beforeWrite();
      const body = JSON.stringify({ ...before, ...patch, id });
      host.prepare(`update ${table} set body = ? where id = ?`).run(body, id);
      return parse<T>(body);
    },
    replace: (document) => {
      host.beforeWrite();
      const { changes } = host
        .prepare(`update ${table} set body = ? where id = ?`)
        .run(JSON.stringify(document), document.id);
      if (changes === 0) throw new PorinError('not_found', `No document ${document.id} in ${table}`);
    },
    delete: (id) => {
      host.beforeWrite();
      return host.prepare(`delete from ${table} where id = ?`).run(id).changes > 0;
    },
    deleteWhere: (where) => {
      host.beforeWrite();
      const { sql, values } = conditions(where);
      return host.prepare(`delete from ${table}${sql}`).run(...values).changes;
    },
  };
}

function insertRow(host: CollectionHost, table: string, document: Document): void {
  try {
    host.prepare(`insert into ${table} (id, body) values (?, ?)`).run(document.id, JSON.stringify(document));
  } catch (cause) {
    if (!(cause instanceof Error && /UNIQUE constraint/.test(cause.message))) throw cause;
    throw new PorinError('conflict', `Document ${document.id} exists in ${table}`, { cause });
  }
}

function parse<T>(body: unknown): T {
  // The store wrote this text from a T; nothing else writes the table.
  return JSON.parse(String(body)) as T;
}

function selection<T>(query: Query<T>): { sql: string; values: SqlValue[] } {
  const { sql, values } = conditions(query.where ?? {}, query.anyOf);
  const order = query.orderBy ?? 'id';
  const descending = order.startsWith('-');
  const direction = descending ? ' desc' : '';
  const expression = fieldExpression(descending ? order.slice(1) : order);
  const tie = expression === 'id' ? '' : `, id${direction}`;
  const page = query.limit === undefined && query.offset === undefined ? '' : ' limit ? offset ?';
  const pageValues = page === '' ? [] : [query.limit ?? -1, query.offset ?? 0];
  return { sql: `${sql} order by ${expression}${direction}${tie}${page}`, values: [...values, ...pageValues] };
}

type Conditions = Readonly<Record<string, Condition | undefined>>;

function conditions(where: Conditions, anyOf: readonly Conditions[] = []): { sql: string; values: SqlValue[] } {
  const all = comparisonsOf(where);
  const choices = anyOf.map(comparisonsOf);
  const parts = [...all.parts];
  if (choices.length > 0)
    parts.push(`(${choices.map((one) => (one.parts.length > 0 ? one.parts : ['true']).join(' and ')).join(' or ')})`);
  const values = [all, ...choices].flatMap((one) => one.values);
  return { sql: parts.length === 0 ? '' : ` where ${parts.join(' and ')}`, values };
}

function comparisonsOf(where: Conditions): { parts: string[]; values: SqlValue[] } {
  const parts: string[] = [];
  const values: SqlValue[] = [];
  for (const [field, condition] of Object.entries(where)) {
    if (condition === undefined) continue;
    const expression = fieldExpression(field);
    if (Array.isArray(condition)) {
      const known = condition.filter((value) => value !== null);
      const orNull = known.length < condition.length ? ` or ${expression} is null` : '';
      const operands = known.map(sqlValue);
      // SQLite takes 32,766 parameters; as one of them a short list is found a little slower.
      const isLong = operands.length > maxParameters;
      const list = isLong ? 'select value from json_each(?)' : operands.map(() => '?').join(', ');
      parts.push(`(${expression} in (${list})${orNull})`);
      values.push(...(isLong ? [JSON.stringify(operands)] : operands));
    } else if (condition === null) {
      parts.push(`${expression} is null`);
    } else if (typeof condition === 'object') {
      for (const [name, operator] of Object.entries(comparisons)) {
        const operand = (condition as Readonly<Record<string, Scalar | undefined>>)[name];
        if (operand === undefined) continue;
        // The driver cannot bind null, and no other comparison with null holds.
        if (operand === null) parts.push(name === 'ne' ? `${expression} is not null` : 'false');
        else {
          parts.push(`${expression} ${operator} ?`);
          values.push(sqlValue(operand));
        }
      }
    } else {
      parts.push(`${expression} = ?`);
      values.push(sqlValue(condition));
    }
  }
  return { parts, values };
}

function sqlValue(value: Scalar): SqlValue {
  // JSON booleans come out of json_extract as 1 and 0.
  return typeof value === 'boolean' ? Number(value) : value;
}
