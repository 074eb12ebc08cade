import type { Effect } from '../action.ts';
import type { Scope } from './identity.ts';
import type { ActionLayer, ActionStorage, IdempotencyRow, SealedAnswer } from './storage-actions.ts';
import type { ApprovalStorage } from './storage-approvals.ts';
import type { ConnectStorage } from './storage-connect.ts';
import type { IdentityStorage } from './storage-identity.ts';
import type { SearchStorage } from './storage-search.ts';
import type { Wrappings } from './vault.ts';

/** Times are epoch milliseconds UTC. Every lookup that a caller can reach takes the tenant: a foreign id is an unknown id. */

export interface Page<T> {
  readonly items: T[];
  /** Opaque; absent on the last page. */
  readonly cursor?: string;
}

export interface PageRequest {
  /** 1–1000. */
  readonly limit: number;
  /** From the page before; `0` and undefined are the beginning. */
  readonly cursor?: string | undefined;
}

export interface TokenRow {
  readonly id: string;
  readonly tenantId: string;
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** True when it manages the workspace. */
  readonly isManager: boolean;
  /** The login that it came from; its revocation takes the token along. */
  readonly grantId: string | null;
  /** The resource it was issued for (RFC 8707); null: the REST API. */
  readonly audience: string | null;
}

export type ConnectionState =
  | 'BUILDING'
  | 'CLIENT_ACTION_REQUIRED'
  | 'READY'
  | 'CONFIGURATION_ERROR'
  | 'SETUP_FAILED'
  | 'DISCONNECTING';

export interface ConnectionError {
  readonly message: string;
  readonly at: number;
  readonly status?: number;
}

/** `app`: several apps answer to the address, which is meant? `definition`: how does one talk to this app? */
export type ConnectionQuestion =
  | { readonly about: 'app'; readonly candidates: readonly string[] }
  | { readonly about: 'definition' };

export interface ConnectionRow {
  readonly id: string;
  readonly tenantId: string;
  /** The caller's own name for it, unique per tenant. */
  readonly key: string | null;
  readonly name: string;
  /** The app: a connector's folder, or the id of an app that was added here (`app_…`). */
  readonly app: string;
  /** The integration whose settings it uses; the app's own when null. */
  readonly integrationId: string | null;
  readonly authOption: string;
  /** Talks to the app's sandbox on this machine instead of the app. */
  readonly sandbox: boolean;
  readonly state: ConnectionState;
  /** Inputs that are not secret. */
  readonly fields: Readonly<Record<string, string>>;
  /** Why it does not work, if it does not. */
  readonly error: ConnectionError | null;
  /** What has to be known before it can be connected; null when it is known. */
  readonly question: ConnectionQuestion | null;
  /** When its access token ends, epoch milliseconds; null for credentials that do not end. */
  readonly credentialsExpireAt: number | null;
  readonly meta: unknown;
  /** Grows by one with every change; an update names the one it saw. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

export interface ConnectionFilter {
  readonly tenantId: string;
  readonly app?: string | undefined;
  readonly integrationId?: string | undefined;
  /** READY and not archived, or not. */
  readonly isConnected?: boolean | undefined;
  readonly state?: ConnectionState | undefined;
  readonly sandbox?: boolean | undefined;
  /** Part of the name, key or app, any case. */
  readonly search?: string | undefined;
  readonly includeArchived?: boolean | undefined;
}

export type ConnectionPatch = Partial<Omit<ConnectionRow, 'id' | 'tenantId' | 'revision' | 'createdAt'>>;

/** The credentials of one connection as they lie in the database. */
export interface SealedCredentials {
  readonly tenantId: string;
  readonly connectionId: string;
  /** Which master key wraps the data key. */
  readonly keyId: string;
  /** The connection's random data key, wrapped; base64. */
  readonly wrappedKey: string;
  /** Grows when the credentials are replaced; part of the associated data. */
  readonly version: number;
  /** Field name → sealed value, base64. */
  readonly fields: Readonly<Record<string, string>>;
}

export type RunStatus = 'running' | 'success' | 'error' | 'unknown';

export interface RunRow {
  readonly id: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly app: string;
  readonly actionKey: string;
  readonly effect: Effect;
  readonly status: RunStatus;
  /** Redacted, as given; JSON. */
  readonly input: unknown;
  readonly output: unknown;
  readonly error: unknown;
  /** Redacted upstream requests and answers, for `action-run-log get --details`. */
  readonly details: unknown;
  /** Of a saved action, `act_…`; null when it is the connector's own, or was inline. */
  readonly actionId: string | null;
  /** Whose a saved action is. */
  readonly actionLayer: ActionLayer | null;
  readonly integrationId: string | null;
  /** What was asked for, so that it can be asked again; redacted: `{type, id?, key?, api?, code?, connectionId?}`. */
  readonly request: unknown;
  /** The caller's own notes. */
  readonly meta: unknown;
  readonly createdAt: number;
  readonly completedAt: number | null;
}

export type RunCompletion = Pick<RunRow, 'id' | 'status' | 'output' | 'error' | 'details'> & {
  readonly completedAt: number;
  /** Replaces the stored input: what the run opened meanwhile is redacted from it. */
  readonly input?: unknown;
};

export interface RunFilter {
  readonly tenantId: string;
  readonly connectionId?: string | undefined;
  readonly app?: string | undefined;
  readonly actionKey?: string | undefined;
  /** Of a saved action. */
  readonly actionId?: string | undefined;
  readonly integrationId?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly from?: number | undefined;
  /** Inclusive, as `from`. */
  readonly to?: number | undefined;
}

export interface FileRow {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export const changeKinds = [
  'connection',
  'credentials',
  'token',
  'login',
  'workspace',
  'tenant',
  'integration',
  'app',
  'request',
  'action',
  'approval',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What changed, so that caches drop it; on Postgres it reaches every node. */
export interface Change {
  readonly kind: ChangeKind;
  /** `*` when changes may have been missed: drop everything of this kind. */
  readonly id: string;
}

export interface Storage extends IdentityStorage, ConnectStorage, ActionStorage, ApprovalStorage, SearchStorage {
  readonly tokens: {
    insert(row: TokenRow): Promise<void>;
    byHash(hash: string): Promise<TokenRow | undefined>;
    /** False for one that was revoked or never was. */
    isLive(id: string): Promise<boolean>;
    list(tenantId: string | undefined, page: PageRequest): Promise<Page<TokenRow>>;
    /** False when no such live token exists. */
    revoke(id: string, now: number): Promise<boolean>;
  };
  readonly connections: {
    /** Those of all tenants in this state, for work that a stopped process left; oldest first. */
    inState(state: ConnectionState, limit: number): Promise<readonly ConnectionRow[]>;
    /** Errors: `already_exists` when the tenant has a connection of that key. */
    insert(row: ConnectionRow): Promise<void>;
    /** The tenant's live connection of that app, to its sandbox or not; this row is stored when there is none. One row for callers on all nodes. */
    ensure(row: ConnectionRow): Promise<ConnectionRow>;
    /** By id or key. */
    get(tenantId: string, selector: string): Promise<ConnectionRow | undefined>;
    /** Newest first. */
    find(filter: ConnectionFilter, page: PageRequest): Promise<Page<ConnectionRow>>;
    /**
     * Applies a patch, and new credentials with it, in one transaction; bumps the revision.
     * `credentials: null` erases them. Undefined when the row is gone. `linkHash` uses a link to the connect page up. A connection that
     * gets READY by it, or credentials, ends the pending requests for it with success.
     * Archiving voids the links to it.
     * Errors: `conflict` when `revision` is given and is no longer the current one, when an archived connection is to get credentials, or
     * when the link cannot be used; nothing is stored then.
     */
    update(
      selector: { readonly tenantId: string; readonly id: string; readonly revision?: number },
      patch: ConnectionPatch,
      credentials?: SealedCredentials | null,
      linkHash?: string,
    ): Promise<ConnectionRow | undefined>;
  };
  readonly credentials: Wrappings<SealedCredentials> & {
    get(tenantId: string, connectionId: string): Promise<SealedCredentials | undefined>;
  };
  readonly runs: {
    /**
     * Stores a run before anything leaves, and with it the key under which it may be repeated, in one transaction. Resolves once it is
     * durable; calls of one tick share one transaction. False, and nothing stored, when the key is another run's and has not expired.
     */
    claim(row: RunRow, key?: IdempotencyRow): Promise<boolean>;
    /**
     * Completes a claimed run, also one that `closeAbandoned` took for dead; `answer` is kept under its key, null frees the key. Durable
     * when it resolves; grouped like `claim`.
     */
    complete(completion: RunCompletion, answer?: SealedAnswer | null): Promise<void>;
    /** Stores a run that needed no claim, completed. Durable when it resolves; grouped like `claim`. */
    record(row: RunRow): Promise<void>;
    get(tenantId: string, id: string): Promise<RunRow | undefined>;
    /** Newest first. */
    find(filter: RunFilter, page: PageRequest): Promise<Page<RunRow>>;
    /** Closes runs that a dead process left open: `unknown` for writes, `error` for reads. Returns how many. */
    closeAbandoned(startedBefore: number, now: number): Promise<number>;
    /** Deletes ended runs that began before then, oldest first. Returns how many. */
    deleteBefore(createdBefore: number, limit: number): Promise<number>;
  };
  readonly files: {
    insert(row: FileRow): Promise<void>;
    get(tenantId: string, id: string, now: number): Promise<FileRow | undefined>;
    /** Removes expired rows and returns their ids, so that the content can go too. */
    deleteExpired(now: number): Promise<readonly string[]>;
  };
  /** Calls the listener for every change, by this process or another; returns how to stop. */
  onChange(listener: (change: Change) => void): () => void;
  /** Resolves when the database answers. Errors: `unavailable`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
