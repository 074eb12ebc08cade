import type { ExpressionBuilder } from 'kysely';
import { PorinError } from '../../kernel/errors.ts';
import type {
  Change,
  ConnectionFilter,
  ConnectionRow,
  Page,
  PageRequest,
  Storage,
} from '../../kernel/ports/storage.ts';
import type { Committed } from './committed.ts';
import { useLink } from './connect-links.ts';
import { completeRequests } from './connect-requests.ts';
import { patched, toConnection, toConnectionRecord } from './connection-record.ts';
import { putCredentials } from './credentials.ts';
import { newestFirst } from './cursor.ts';
import { namingDuplicate } from './duplicates.ts';
import type { Engine } from './engine.ts';
import type { Tables } from './schema.ts';
import { containing } from './search-text.ts';

/** Connections, each with its credentials in the same transaction. */
export function connections({ db }: Engine, committed: Committed, now: () => number): Storage['connections'] {
  return {
    inState: async (state, limit) => {
      const all = db.selectFrom('connections').selectAll().where('state', '=', state);
      const rows = await all.orderBy('created_at').orderBy('id').limit(limit).execute();
      return rows.map(toConnection);
    },
    insert: (row) =>
      committed(async (transaction) => {
        await namingKey(row, () => transaction.insertInto('connections').values(toConnectionRecord(row)).execute());
        return { result: undefined, changes: [{ kind: 'connection', id: row.id }] };
      }),
    ensure: (row) =>
      committed(async (transaction) => {
        await lockTenant(transaction, row.tenantId);
        const { tenantId, app, sandbox } = row;
        const [known] = (await find(transaction, { tenantId, app, sandbox }, { limit: 1 })).items;
        if (known) return { result: known, changes: [] };
        await namingKey(row, () => transaction.insertInto('connections').values(toConnectionRecord(row)).execute());
        return { result: row, changes: [{ kind: 'connection', id: row.id }] };
      }),
    get: (tenantId, selector) => bySelector(db, tenantId, selector),
    find: (filter, page) => find(db, filter, page),
    update: (selector, patch, credentials, linkHash) =>
      committed(async (transaction) => {
        const before = await lock(transaction, selector);
        if (!before) return { result: undefined, changes: [] };
        if (selector.revision !== undefined && selector.revision !== before.revision)
          throw stale(selector.id, selector.revision, before.revision);
        if (credentials && before.archivedAt !== null) throw archived(selector.id);
        if (linkHash !== undefined && !(await useLink(transaction, linkHash, now()))) throw linkUsed();
        const after = patched(before, patch, now());
        const { id, tenant_id, created_at, ...columns } = toConnectionRecord(after);
        await namingKey(after, () =>
          transaction.updateTable('connections').set(columns).where('id', '=', id).execute(),
        );
        const changes: Change[] = [{ kind: 'connection', id }];
        if (credentials !== undefined) {
          await putCredentials(transaction, selector, credentials);
          changes.push({ kind: 'credentials', id });
        }
        changes.push(...(await ended(transaction, before, after, { hasNew: credentials != null, now: now() })));
        return { result: after, changes };
      }),
  };
}

/** What a change of a connection ends with it, so that no crash leaves somebody waiting, or a link that works again later. */
async function ended(
  transaction: Engine['db'],
  before: ConnectionRow,
  after: ConnectionRow,
  { hasNew, now }: { readonly hasNew: boolean; readonly now: number },
): Promise<readonly Change[]> {
  if (after.archivedAt !== null)
    await transaction.deleteFrom('connect_links').where('connection_id', '=', after.id).execute();
  const isConnected = after.state === 'READY' && (before.state !== 'READY' || hasNew);
  return isConnected ? completeRequests(transaction, after, now) : [];
}

async function bySelector(db: Engine['db'], tenantId: string, selector: string): Promise<ConnectionRow | undefined> {
  const own = db.selectFrom('connections').selectAll().where('tenant_id', '=', tenantId);
  // A key may look like another row's id: the id wins.
  const byId = await own.where('id', '=', selector).executeTakeFirst();
  if (byId) return toConnection(byId);
  const byKey = await own.where('key', '=', selector).orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
  // Archived rows may share a key with the live one.
  const row = byKey.find(({ archived_at }) => archived_at === null) ?? byKey[0];
  return row && toConnection(row);
}

async function find(db: Engine['db'], filter: ConnectionFilter, page: PageRequest): Promise<Page<ConnectionRow>> {
  let query = db.selectFrom('connections').selectAll().where('tenant_id', '=', filter.tenantId);
  if (filter.app !== undefined) query = query.where('app', '=', filter.app);
  if (filter.integrationId !== undefined) query = query.where(ofIntegration(filter.integrationId));
  if (filter.isConnected !== undefined) query = query.where(connected(filter.isConnected));
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.sandbox !== undefined) query = query.where('sandbox', '=', filter.sandbox ? 1 : 0);
  if (filter.search !== undefined && filter.search !== '') query = query.where(containing(filter.search));
  if (!filter.includeArchived) query = query.where('archived_at', 'is', null);
  return newestFirst(query, page, toConnection);
}

function ofIntegration(id: string) {
  return ({ eb, or, and }: ExpressionBuilder<Tables, 'connections'>) =>
    // An app's own integration is what its connections have that name none.
    or([eb('integration_id', '=', id), and([eb('integration_id', 'is', null), eb('app', '=', id)])]);
}

function connected(isConnected: boolean) {
  return ({ eb, or, and }: ExpressionBuilder<Tables, 'connections'>) =>
    isConnected
      ? and([eb('state', '=', 'READY'), eb('archived_at', 'is', null)])
      : or([eb('state', '<>', 'READY'), eb('archived_at', 'is not', null)]);
}

// A write that bumps the revision locks the row on both engines; a read would need its own words on each.
async function lock(
  transaction: Engine['db'],
  { tenantId, id }: { readonly tenantId: string; readonly id: string },
): Promise<ConnectionRow | undefined> {
  const row = await transaction
    .updateTable('connections')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .returningAll()
    .executeTakeFirst();
  return row && toConnection({ ...row, revision: row.revision - 1 });
}

/** Until the transaction ends, nobody else looks whether this tenant lacks a connection. */
async function lockTenant(transaction: Engine['db'], tenantId: string): Promise<void> {
  await transaction
    .updateTable('tenants')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', tenantId)
    .execute();
}

function namingKey<T>(row: ConnectionRow, write: () => Promise<T>): Promise<T> {
  const what = row.key === null ? `id ${row.id}` : `key '${row.key}'`;
  const hint = 'Use that connection, or choose another key';
  return namingDuplicate(write, `This tenant has a connection with the ${what}`, hint);
}

function linkUsed(): PorinError {
  return new PorinError('conflict', 'The link was used or expired a moment ago', { hint: 'Ask for a new one' });
}

function archived(id: string): PorinError {
  return new PorinError('conflict', `Connection ${id} is archived and takes no credentials`, {
    hint: 'porin connection ensure <address of the app> makes a new one',
  });
}

function stale(id: string, seen: number, current: number): PorinError {
  return new PorinError('conflict', `Connection ${id} has changed: revision ${current}, not ${seen}`, {
    hint: 'Read it again and repeat the change',
  });
}
