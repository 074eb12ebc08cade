export const scopes = ['actions:read', 'actions:write', 'connections:manage', 'proxy'] as const;
export type Scope = (typeof scopes)[number];

/** Who asks. Everything a caller may see or do is bound to its tenant. */
export interface Caller {
  readonly workspaceId: string;
  readonly tenantId: string;
  /** The caller's own name for the tenant. */
  readonly tenantKey: string;
  readonly scopes: ReadonlySet<Scope>;
  /** True for the person who runs this gateway, on this machine. */
  readonly isOwner: boolean;
  /** `tok_…`; absent for the local owner. */
  readonly tokenId?: string;
}
