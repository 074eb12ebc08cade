import { Lru } from '../../kernel/lru.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';

/** Saved actions for the path of a run: kept in memory until a change drops them, the absence of one too, so that a warm run asks no database. */
export interface SavedSource {
  /** A live one by id; another tenant's is undefined. */
  byId(tenantId: string, id: string): SavedActionRow | undefined | Promise<SavedActionRow | undefined>;
  /** The live ones of that key that the tenant sees, on every layer. */
  named(tenantId: string, key: string): readonly SavedActionRow[] | Promise<readonly SavedActionRow[]>;
  stop(): void;
}

/** Rows are large: a configuration may have hundreds of kilobytes. */
const cachedRows = 1_000;
/** What is not there takes no room, and every run of a connector's own action asks for it. */
const cachedAbsences = 20_000;

const none: readonly SavedActionRow[] = Object.freeze([]);

/** Reads saved actions once and keeps them until they change. */
export function createSavedSource(storage: Pick<Storage, 'actions' | 'onChange'>): SavedSource {
  const ids = new Lru<string, readonly SavedActionRow[]>(cachedRows);
  const keys = new Lru<string, readonly SavedActionRow[]>(cachedRows);
  const absentIds = new Lru<string, readonly SavedActionRow[]>(cachedAbsences);
  const absentKeys = new Lru<string, readonly SavedActionRow[]>(cachedAbsences);
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (kind !== 'action') return;
    changes += 1;
    const isChanged = (_: unknown, at: string) => id === '*' || at.endsWith(`\n${id}`);
    ids.deleteWhere(isChanged);
    absentIds.deleteWhere(isChanged);
    // A change names no key, and it may be a new action under any.
    keys.clear();
    absentKeys.clear();
  });

  async function load(
    at: string,
    { present, absent }: Record<'present' | 'absent', Lru<string, readonly SavedActionRow[]>>,
    read: () => Promise<readonly SavedActionRow[]>,
  ): Promise<readonly SavedActionRow[]> {
    const seen = changes;
    const rows = await read();
    // What changed while it was read may be missing in it, so only a quiet read is kept.
    if (seen === changes) (rows.length > 0 ? present : absent).set(at, rows.length > 0 ? rows : none);
    return rows;
  }

  return {
    byId(tenantId, id) {
      const at = `${tenantId}\n${id}`;
      const known = ids.get(at) ?? absentIds.get(at);
      if (known) return known[0];
      const read = async () => {
        const row = await storage.actions.get(tenantId, id);
        return row && row.archivedAt === null ? [row] : none;
      };
      return load(at, { present: ids, absent: absentIds }, read).then(([row]) => row);
    },
    named(tenantId, key) {
      const at = `${tenantId}\n${key}`;
      const read = () => storage.actions.named(tenantId, key);
      return keys.get(at) ?? absentKeys.get(at) ?? load(at, { present: keys, absent: absentKeys }, read);
    },
    stop,
  };
}
