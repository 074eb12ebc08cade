import type { Effect } from '../action.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Page, PageRequest } from './storage.ts';
import type { SealedSecret } from './vault.ts';

/** Saved actions, keys of repeatable requests, and the log of calls to apps. */

/** Whose a saved action is; a later one here overrides an earlier one with the same key. */
export const actionLayers = ['universal', 'integration', 'connection'] as const;
export type ActionLayer = (typeof actionLayers)[number];

/** The kinds of actions that can be saved. */
export const actionTypes = [
  'api-request-to-external-app',
  'run-javascript',
  'http-request',
  'connector-operation',
] as const;
export type ActionType = (typeof actionTypes)[number];

export interface SavedActionRow {
  readonly id: string;
  readonly workspaceId: string;
  /** Whose connection it is on; null for the layers that every tenant sees. */
  readonly tenantId: string | null;
  readonly layer: ActionLayer;
  /** The integration that it belongs to (an app's id for the app's own); set on the layer `integration`. */
  readonly integrationId: string | null;
  /** Set on the layer `connection`. */
  readonly connectionId: string | null;
  /** The app it works on; null for a universal one that works on any, or on none. */
  readonly app: string | null;
  readonly key: string;
  readonly instanceKey: string | null;
  readonly name: string;
  readonly description: string;
  readonly type: ActionType;
  /** As `type` says; checked before it is stored. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputSchema: JsonSchema | null;
  /** Makes the shown output of the action's own; formulas. */
  readonly outputMapping: unknown;
  readonly customOutputSchema: JsonSchema | null;
  /** What its author says that it does; found out from type and config when null. */
  readonly effect: Effect | null;
  readonly meta: unknown;
  /** The action that it was made from: `act_…` or `<app>.<key>`. */
  readonly parentId: string | null;
  /** True when it no longer is as its parent. */
  readonly isCustomized: boolean;
  readonly isDeactivated: boolean;
  /** Grows by one with every change. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

export type SavedActionPatch = Partial<
  Omit<SavedActionRow, 'id' | 'workspaceId' | 'tenantId' | 'revision' | 'createdAt'>
>;

/** What a list has to know of an action; what may be large is read when it is shown. */
export type SavedActionHead = Pick<
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
  | 'parentId'
  | 'createdAt'
  | 'archivedAt'
> & {
  /** Its first 1,000 characters. */
  readonly description: string;
};

/** A request that is done once, however often it comes: its key, what it asked for, and its answer. */
export interface IdempotencyRow {
  readonly tenantId: string;
  readonly key: string;
  /** SHA-256 of what was asked for, hex. */
  readonly requestHash: string;
  readonly runId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The answer to give again, or the error: JSON, sealed, because it is not redacted. */
export type SealedAnswer = SealedSecret;

/** One request to an app, as the log shows it. */
export interface ApiLogRow {
  readonly id: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly app: string;
  readonly integrationId: string | null;
  /** The run it was made for; null for a raw request. */
  readonly runId: string | null;
  /** Which of the run's requests, from 0: its details are with the run. */
  readonly position: number;
  readonly method: string;
  /** Redacted. */
  readonly url: string;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly isSuccess: boolean;
  readonly durationMs: number;
  readonly createdAt: number;
}

export interface ApiLogFilter {
  readonly tenantId: string;
  readonly connectionId?: string | undefined;
  readonly integrationId?: string | undefined;
  readonly app?: string | undefined;
  readonly isSuccess?: boolean | undefined;
  readonly from?: number | undefined;
  /** Inclusive, as `from`. */
  readonly to?: number | undefined;
  /** `desc` when absent. */
  readonly order?: 'asc' | 'desc' | undefined;
}

export interface ActionStorage {
  readonly actions: {
    /** Errors: `already_exists` when its place has a live action of that key; two universal ones of different apps may have one. */
    insert(row: SavedActionRow): Promise<void>;
    /** Also an archived one; another tenant's is undefined. */
    get(tenantId: string, id: string): Promise<SavedActionRow | undefined>;
    /** The live ones of that key that the tenant sees, on every layer. */
    named(tenantId: string, key: string): Promise<readonly SavedActionRow[]>;
    /** Deletes archived ones but for the newest `keep`. */
    deleteArchived(tenantId: string, whose: 'own' | 'shared', keep: number): Promise<void>;
    /** Those on the tenant's connections, or those of its workspace that every tenant sees; archived ones too, newest first. */
    heads(tenantId: string, whose: 'own' | 'shared', page: PageRequest): Promise<Page<SavedActionHead>>;
    /**
     * Applies a patch and bumps the revision; undefined when the row is gone.
     * Errors: `conflict` when `revision` is given and is no longer the current one; `already_exists` for a key in use.
     */
    update(
      selector: { readonly tenantId: string; readonly id: string; readonly revision?: number },
      patch: SavedActionPatch,
    ): Promise<SavedActionRow | undefined>;
  };
  readonly idempotency: {
    /** The live key, and its answer when its run has ended. */
    get(
      tenantId: string,
      key: string,
      now: number,
    ): Promise<(IdempotencyRow & { readonly answer: SealedAnswer | null }) | undefined>;
    /** Frees a key whose run has not changed anything. */
    release(tenantId: string, key: string, runId: string): Promise<void>;
    deleteExpired(now: number, limit: number): Promise<number>;
  };
  readonly apiLogs: {
    /** One transaction; not waited for by any caller. */
    append(rows: readonly ApiLogRow[]): Promise<void>;
    get(tenantId: string, id: string): Promise<ApiLogRow | undefined>;
    list(filter: ApiLogFilter, page: PageRequest): Promise<Page<ApiLogRow>>;
    deleteBefore(createdBefore: number, limit: number): Promise<number>;
  };
}
