import type { ConnectorDefinition } from '../connector.ts';
import type { ConnectionRow, Page, PageRequest, SealedCredentials } from './storage.ts';

/** Rows about connecting: integrations, apps that were added here, links, requests, sign-ins at apps and refreshes. */

/** A workspace's settings for a connector. The app's own integration has the app's id and a row only once it was changed. */
export interface IntegrationRow {
  readonly id: string;
  readonly workspaceId: string;
  readonly key: string;
  readonly name: string;
  readonly app: string;
  readonly description: string | null;
  /** Parameters that are not secret, such as an OAuth client id; secrets are sealed under the integration's id. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly options: Readonly<
    Record<string, { readonly disabled?: boolean; readonly parameters?: Readonly<Record<string, string>> }>
  >;
  readonly meta: unknown;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

type IntegrationPatch = Partial<Omit<IntegrationRow, 'id' | 'workspaceId' | 'revision' | 'createdAt'>>;

/** An app that no connector folder knows, added by a tenant or by the workspace. */
export interface AppRow {
  /** `app_…` */
  readonly id: string;
  readonly workspaceId: string;
  /** Whose it is; null: everybody's in the workspace. */
  readonly tenantId: string | null;
  readonly name: string;
  /** Lower case, without `www.`; empty when it was added by name alone. */
  readonly host: string;
  /** First segment of the path by which apps of one host are told apart; empty without. */
  readonly path: string;
  readonly url: string;
  /** How to talk to it; null until somebody said. */
  readonly definition: ConnectorDefinition | null;
  /** Where its OpenAPI document lies, for the day that actions are built from it. */
  readonly openapiUrl: string | null;
  /** True when the operator vouches for its addresses, so that allowed private ranges may be reached. */
  readonly isTrusted: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ConnectLinkRow {
  /** SHA-256 of the link's token, hex. */
  readonly hash: string;
  readonly tenantId: string;
  readonly connectionId: string;
  /** Who asked for it, as the page shows it: the login's client name. */
  readonly requestedBy: string | null;
  /** The request that it was made for. */
  readonly requestId: string | null;
  /** SHA-256 of the cookie of the browser that pressed a button on its page, hex. */
  readonly browserHash: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/** Something that somebody was asked to connect, and what came of it: a connection request, or a browser's connect(). */
export interface ConnectRequestRow {
  /** The caller's own id for a browser flow, else `crq_…`; unique per tenant. */
  readonly id: string;
  readonly tenantId: string;
  readonly kind: 'request' | 'browser';
  readonly status: 'pending' | 'success' | 'cancelled' | 'error';
  /** The connection it is about, once there is one. */
  readonly connectionId: string | null;
  /** What was asked, as it came, without tokens. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly resultConnectionId: string | null;
  readonly resultError: unknown;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A sign-in at an app that is under way in a browser. */
export interface ConnectFlowRow {
  /** SHA-256 of `state`, hex. */
  readonly hash: string;
  readonly tenantId: string;
  readonly connectionId: string;
  readonly authOption: string;
  /** SHA-256 of the cookie that binds it to the browser, hex. */
  readonly browserHash: string;
  /** PKCE verifier and what else the answer needs, sealed like credentials. */
  readonly sealed: SealedCredentials;
  /** Where the browser goes afterwards, and what it is to be told; JSON without secrets. */
  readonly after: unknown;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/**
 * Who may refresh one generation of a connection's credentials. `sentAt` is stored before the token request leaves: a holder that died
 * after it may or may not have used the refresh token up. `expiresAt` moves on while the holder lives.
 */
export interface RefreshLease {
  readonly connectionId: string;
  /** The version of the credentials that is to be replaced. */
  readonly generation: number;
  readonly holder: string;
  readonly expiresAt: number;
  readonly sentAt: number | null;
}

export interface ConnectStorage {
  readonly integrations: {
    /** Errors: `already_exists` for a live key. Announces `integration`. */
    insert(row: IntegrationRow): Promise<void>;
    /** By id or key; archived ones by id alone. */
    get(selector: string): Promise<IntegrationRow | undefined>;
    list(
      filter: {
        readonly search?: string | undefined;
        readonly app?: string | undefined;
        readonly includeArchived?: boolean | undefined;
      },
      page: PageRequest,
    ): Promise<Page<IntegrationRow>>;
    /**
     * Undefined when there is none; bumps the revision. A patch that builds on what is stored is a function of the row, which nobody
     * else changes meanwhile. Announces `integration`. Errors: `already_exists`; what that function throws.
     */
    patch(
      id: string,
      patch: IntegrationPatch | ((row: IntegrationRow) => IntegrationPatch),
    ): Promise<IntegrationRow | undefined>;
  };
  readonly apps: {
    /** The tenant's or workspace's app of that host and path; this row is stored when there is none. Announces `app`. */
    ensure(row: AppRow): Promise<AppRow>;
    /** Errors: none; another tenant's app is undefined. Without a tenant: any. */
    get(id: string, tenantId?: string): Promise<AppRow | undefined>;
    /** Those that this tenant sees on a host: its own and the workspace's. */
    onHost(tenantId: string, host: string): Promise<readonly AppRow[]>;
    list(
      filter: { readonly tenantId: string; readonly search?: string | undefined },
      page: PageRequest,
    ): Promise<Page<AppRow>>;
    patch(
      id: string,
      patch: Partial<Pick<AppRow, 'name' | 'url' | 'definition' | 'openapiUrl' | 'isTrusted' | 'updatedAt'>>,
    ): Promise<AppRow | undefined>;
    /**
     * Deletes it unless a connection of it is live, whichever tenant's; `inTheWay` has the first 20 of those. Announces `app`.
     * Not gone and nothing in the way: there was none.
     */
    delete(id: string): Promise<{
      readonly isGone: boolean;
      readonly inTheWay: readonly Pick<ConnectionRow, 'id' | 'name' | 'tenantId'>[];
    }>;
  };
  readonly connectLinks: {
    insert(row: ConnectLinkRow): Promise<void>;
    byHash(hash: string): Promise<ConnectLinkRow | undefined>;
    /** Binds the link to the first browser that claims it. True for that browser, as long as the link is good. */
    claim(hash: string, browserHash: string, now: number): Promise<boolean>;
    /** True for the one call that uses the link up. */
    use(hash: string, now: number): Promise<boolean>;
  };
  readonly connectRequests: {
    /** Also removes those that ended a week ago. Errors: `already_exists`. */
    insert(row: ConnectRequestRow): Promise<void>;
    get(tenantId: string, id: string): Promise<ConnectRequestRow | undefined>;
    /** By id alone, for a page that knows nothing else; only of kind `request`, whose ids are unguessable. */
    byId(id: string): Promise<ConnectRequestRow | undefined>;
    /** Those of kind `request`, newest first. */
    list(tenantId: string, page: PageRequest): Promise<Page<ConnectRequestRow>>;
    /** Only while it is pending; announces `request` with the id `<tenant id>/<request id>`. */
    patch(
      tenantId: string,
      id: string,
      patch: Partial<Pick<ConnectRequestRow, 'connectionId' | 'status' | 'resultConnectionId' | 'resultError'>>,
    ): Promise<ConnectRequestRow | undefined>;
  };
  readonly connectFlows: {
    /** Also removes those that are over. */
    insert(row: ConnectFlowRow): Promise<void>;
    /** The row, for the one call that takes it; it is gone then. */
    take(hash: string): Promise<ConnectFlowRow | undefined>;
  };
  readonly refreshLeases: {
    /**
     * Takes the lease of a generation: when nobody holds it, or its holder's time is over and nothing was sent. Gives the lease as it
     * stands afterwards; the caller holds it when the holder is its own name.
     */
    acquire(wanted: RefreshLease, now: number): Promise<RefreshLease>;
    /**
     * Its holder lives: keeps the lease until `expiresAt`, and notes, durably, when the token request left. False when the lease is no
     * longer the holder's; one that is over and that nobody has taken still is.
     */
    hold(lease: Omit<RefreshLease, 'sentAt'> & { readonly sentAt: number }): Promise<boolean>;
    /** Gives it up: nothing was sent, or it certainly was not processed. */
    release(lease: Pick<RefreshLease, 'connectionId' | 'generation' | 'holder'>): Promise<void>;
    get(connectionId: string): Promise<RefreshLease | undefined>;
    /**
     * Stores refreshed credentials with a patch of their connection, if the stored version is still `generation`; ends the lease, and
     * settles what was noted while nobody knew: a connection that is CLIENT_ACTION_REQUIRED is READY then.
     * Undefined when it is not, when the lease is no longer the holder's (storing or erasing credentials by hand ends it), or when the
     * connection is archived or gone: nothing is stored then. Errors: `internal` when the new version is not `generation` + 1.
     */
    complete(
      lease: Pick<RefreshLease, 'connectionId' | 'generation' | 'holder'> & { readonly tenantId: string },
      credentials: SealedCredentials,
      patch: Pick<ConnectionRow, 'credentialsExpireAt' | 'updatedAt'>,
    ): Promise<ConnectionRow | undefined>;
    /** READY connections whose credentials end by `until` and that nobody refreshes at present; soonest first. */
    due(until: number, now: number, limit: number): Promise<readonly ConnectionRow[]>;
  };
}
