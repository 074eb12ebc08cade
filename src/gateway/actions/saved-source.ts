import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';

/** Saved actions for the path of a run: kept in memory until a change drops them, the absence of one too, so that a warm run asks no database. */
export interface SavedSource {
  /** A live one by id; another tenant's is undefined. */
  byId(tenantId: string, id: string): SavedActionRow | undefined | Promise<SavedActionRow | undefined>;
  /** The live ones of that key that the tenant sees, on every layer. */
  named(tenantId: string, key: string): readonly SavedActionRow[] | Promise<readonly SavedActionRow[]>;
  stop(): void;
}
