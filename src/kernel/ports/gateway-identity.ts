import type { z } from 'zod';
import type { orgWorkspaceView, selfView, tenantView, tokenView, workspaceView } from '../views-identity.ts';
import type { Caller, Scope } from './identity.ts';
import type { Page, PageRequest } from './storage.ts';

/** What operations see of callers: tokens, tenants, the workspace. */

export type TokenView = z.infer<typeof tokenView>;
export type TenantView = z.infer<typeof tenantView>;
export type SelfView = z.infer<typeof selfView>;
export type WorkspaceView = z.infer<typeof workspaceView>;
export type OrgWorkspaceView = z.infer<typeof orgWorkspaceView>;

export interface TokensPort {
  /** The only moment at which the token itself is shown. Errors: `access_denied` for more than the caller may do itself. */
  create(
    caller: Caller,
    request: {
      tenant: string;
      name?: string | undefined;
      scopes?: Scope[] | undefined;
      manager?: boolean | undefined;
      expiresInMs?: number | undefined;
    },
  ): Promise<TokenView & { token: string }>;
  list(page: PageRequest): Promise<Page<TokenView>>;
  revoke(id: string): Promise<void>;
}

type Members = Readonly<Record<string, unknown>>;

export interface TenantEdit {
  readonly name?: string | undefined;
  /** The workspace's key for the tenant. */
  readonly internalId?: string | undefined;
  readonly meta?: Members | null | undefined;
  readonly fields?: Members | null | undefined;
}

export interface TenantsPort {
  /** The caller's own. */
  self(caller: Caller): Promise<SelfView>;
  patchSelf(caller: Caller, edit: Omit<TenantEdit, 'internalId'>): Promise<SelfView>;
  list(
    filter: { search?: string | undefined; includeArchived?: boolean | undefined },
    page: PageRequest,
  ): Promise<Page<TenantView>>;
  /** Errors: `already_exists` for the key of another one. */
  create(request: TenantEdit & { readonly name: string }): Promise<TenantView>;
  /** By id or key; a tenant sees itself, a manager every one. Errors: `access_denied`, `not_found`. */
  get(caller: Caller, selector: string): Promise<TenantView>;
  patch(selector: string, edit: TenantEdit): Promise<TenantView>;
  /** Its tokens are refused from then on. Errors: `bad_request` for the caller's own and the gateway's own. */
  archive(caller: Caller, selector: string): Promise<TenantView>;
  restore(selector: string): Promise<TenantView>;
}

export interface AccessTokenRequest {
  readonly isAdmin?: boolean | undefined;
  readonly tenantId?: string | undefined;
  readonly tenantKey?: string | undefined;
  readonly name?: string | undefined;
  readonly fields?: Members | undefined;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface WorkspaceEdit {
  readonly name?: string | undefined;
  readonly settings?:
    | {
        readonly disableSecretKeyAuth?: boolean | undefined;
        readonly enableApiLogs?: boolean | null | undefined;
        readonly enableActionRunLogs?: boolean | undefined;
      }
    | undefined;
  readonly jwksUri?: string | null | undefined;
  readonly publicKeys?: readonly { readonly name: string; readonly publicKey: string }[] | undefined;
}

/** The one workspace there is, by id or key. Errors of all: `not_found` for any other. */
export interface WorkspacesPort {
  list(caller: Caller): Promise<OrgWorkspaceView[]>;
  /** With its secret for managers who may read secrets. */
  get(caller: Caller, selector: string): Promise<OrgWorkspaceView>;
  settings(selector: string): Promise<WorkspaceView>;
  /** Errors: `bad_request` for a key or an address that cannot be one; `access_denied` for keys without `secrets:read`. */
  patch(caller: Caller, selector: string, edit: WorkspaceEdit): Promise<WorkspaceView>;
  /** Every token signed with the old one is refused from then on. Errors: `access_denied` without `secrets:read`. */
  rotateSecret(caller: Caller, selector: string): Promise<{ secret: string }>;
  /** A signed token; a tenant gets one for itself alone, with its own scopes and no longer life. Errors: `access_denied`. */
  accessToken(caller: Caller, selector: string, request: AccessTokenRequest): Promise<{ token: string }>;
}
