export const scopes = ['actions:read', 'actions:write', 'connections:manage', 'proxy', 'secrets:read'] as const;
export type Scope = (typeof scopes)[number];

/** What a token may do when nobody says: everything but reading credentials back. */
export const ordinaryScopes: readonly Scope[] = ['actions:read', 'actions:write', 'connections:manage', 'proxy'];

/** Who asks. Everything a caller may see or do is bound to its tenant. */
export interface Caller {
  readonly workspaceId: string;
  readonly tenantId: string;
  /** The caller's own name for the tenant. */
  readonly tenantKey: string;
  readonly scopes: ReadonlySet<Scope>;
  /** True for the person who runs this gateway, on this machine. */
  readonly isOwner: boolean;
  /** True for whoever manages the workspace: tenants, tokens, integrations. The owner does. */
  readonly isManager: boolean;
  /** `tok_…`: the stored token that it is or was made with; absent for the local owner and for tokens signed elsewhere. */
  readonly tokenId?: string;
  /** What that token is called. */
  readonly tokenName?: string;
  /** `login_…`: the login of a program that it belongs to. */
  readonly loginId?: string;
  /** When its token ends, epoch milliseconds; absent when it does not. */
  readonly expiresAt?: number;
  /** The program that asks, as its login named it. */
  readonly clientName?: string;
}
