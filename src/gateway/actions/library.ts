import { Lru } from '../../kernel/lru.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';

/** What a list has to know of a saved action; what may be large is read when it is shown. */
export type Head = Pick<
  SavedActionRow,
  | 'id'
  | 'tenantId'
  | 'layer'
  | 'integrationId'
  | 'connectionId'
  | 'app'
  | 'key'
  | 'instanceKey'
  | 'name'
  | 'description'
  | 'type'
  | 'parentId'
  | 'createdAt'
  | 'archivedAt'
>;

/** An action as the search knows it. */
export interface Described {
  readonly app: string;
  readonly appName: string;
  readonly action: {
    readonly id: string;
    readonly key: string;
    readonly name: string;
    readonly description: string;
    readonly phrases: readonly string[];
  };
}

/** What one tenant sees. */
export interface Shelf {
  /** Archived ones too; newest first. */
  readonly heads: readonly Head[];
  /** The archived connections and integrations that they belong to. */
  readonly hidden: ReadonlySet<string>;
  /** The live ones, as the search takes them: the same list as long as nothing changes. */
  readonly described: readonly Described[];
}

export interface Library {
  of(tenantId: string): Promise<Shelf>;
  stop(): void;
}

const cachedTenants = 500;
/** Rows may have hundreds of kilobytes each. */
const rowsAtOnce = 100;
/** As much as the search and a list look at. */
const describedLength = 1_000;

/** The saved actions that each tenant sees, kept until one of them changes, or a connection or integration that they belong to. */
export function createLibrary(
  storage: Pick<Storage, 'actions' | 'connections' | 'integrations' | 'onChange'>,
): Library {
  const shelves = new Lru<string, { readonly shelf: Shelf; readonly owners: ReadonlySet<string> }>(cachedTenants);
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (kind === 'action') {
      changes += 1;
      // Everybody's are on every shelf, and a change does not say whose it is.
      shelves.clear();
    }
    if (kind === 'connection' || kind === 'integration') {
      changes += 1;
      shelves.deleteWhere(({ owners }) => id === '*' || owners.has(id));
    }
  });

  async function hiddenOf(tenantId: string, heads: readonly Head[]) {
    const connections = idsOf(heads, ({ connectionId }) => connectionId).map(async (id) => {
      const row = await storage.connections.get(tenantId, id);
      return row && row.archivedAt === null ? [] : [id];
    });
    const integrations = idsOf(heads, ({ integrationId }) => integrationId).map(async (id) => {
      const row = await storage.integrations.get(id);
      // An app's own integration that nobody changed has no row.
      return row && row.archivedAt !== null ? [id] : [];
    });
    return new Set((await Promise.all([...connections, ...integrations])).flat());
  }

  return {
    async of(tenantId) {
      const known = shelves.get(tenantId);
      if (known) return known.shelf;
      const seen = changes;
      const heads = await headsOf(storage, tenantId);
      const hidden = await hiddenOf(tenantId, heads);
      const live = heads.filter((head) => head.archivedAt === null && !isHidden(head, hidden));
      const shelf: Shelf = { heads, hidden, described: live.map(describe) };
      const owners = new Set(
        heads.flatMap(({ connectionId, integrationId }) => [connectionId ?? [], integrationId ?? []].flat()),
      );
      // What changed while it was read may be missing in it, so only a quiet read is kept.
      if (seen === changes) shelves.set(tenantId, { shelf, owners });
      return shelf;
    },
    stop,
  };
}

/** True for what belongs to an archived connection or integration. */
export function isHidden({ connectionId, integrationId }: Head, hidden: ReadonlySet<string>): boolean {
  return (connectionId !== null && hidden.has(connectionId)) || (integrationId !== null && hidden.has(integrationId));
}

async function headsOf({ actions }: Pick<Storage, 'actions'>, tenantId: string): Promise<readonly Head[]> {
  const heads: Head[] = [];
  let cursor: string | undefined;
  do {
    const page = await actions.list({ tenantId, includeArchived: true }, { limit: rowsAtOnce, cursor });
    heads.push(...page.items.map(headOf));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return heads;
}

function headOf(row: SavedActionRow): Head {
  const { id, tenantId, layer, integrationId, connectionId, app, key, instanceKey, name, type, parentId } = row;
  const { createdAt, archivedAt } = row;
  const description = row.description.slice(0, describedLength);
  const owner = { tenantId, layer, integrationId, connectionId, app };
  return { id, ...owner, key, instanceKey, name, description, type, parentId, createdAt, archivedAt };
}

function describe({ id, key, name, description, app }: Head): Described {
  return { app: app ?? '', appName: '', action: { id, key, name, description, phrases: [] } };
}

function idsOf(heads: readonly Head[], pick: (head: Head) => string | null): readonly string[] {
  return [...new Set(heads.flatMap((head) => pick(head) ?? []))];
}
