import { Lru } from '../../kernel/lru.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionHead } from '../../kernel/ports/storage-actions.ts';

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
  /** Archived ones too. */
  readonly heads: readonly SavedActionHead[];
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
/** SQLite holds up the process while it reads them. */
const headsAtOnce = 1_000;

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

  async function hiddenOf(tenantId: string, heads: readonly SavedActionHead[]) {
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
export function isHidden({ connectionId, integrationId }: SavedActionHead, hidden: ReadonlySet<string>): boolean {
  return (connectionId !== null && hidden.has(connectionId)) || (integrationId !== null && hidden.has(integrationId));
}

async function headsOf(storage: Pick<Storage, 'actions'>, tenantId: string): Promise<readonly SavedActionHead[]> {
  const [shared, own] = await Promise.all([allHeads(storage, tenantId, 'shared'), allHeads(storage, tenantId, 'own')]);
  return [...shared, ...own];
}

async function allHeads({ actions }: Pick<Storage, 'actions'>, tenantId: string, whose: 'own' | 'shared') {
  const heads: SavedActionHead[] = [];
  let cursor: string | undefined;
  do {
    const page = await actions.heads(tenantId, whose, { limit: headsAtOnce, cursor });
    heads.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return heads;
}

function describe({ id, key, name, description, app }: SavedActionHead): Described {
  return { app: app ?? '', appName: '', action: { id, key, name, description, phrases: [] } };
}

function idsOf(heads: readonly SavedActionHead[], pick: (head: SavedActionHead) => string | null): readonly string[] {
  return [...new Set(heads.flatMap((head) => pick(head) ?? []))];
}
