import type { z } from 'zod';
import type { loginView } from '../views-logins.ts';
import type { Caller, Scope } from './identity.ts';
import type { Visitor } from './people.ts';
import type { Page, PageRequest } from './storage.ts';

/** What the pages and the token endpoint may do: the gateway as an OAuth 2.1 authorization server for its own callers. */

/** A scope as OAuth words it: ours, and the right to manage the workspace. */
export type GrantedScope = Scope | 'manage';

/** Parameters of a request, from a form, a query or JSON; not yet checked. */
export type OAuthParameters = Readonly<Record<string, unknown>>;

/** Where a request comes from. */
export interface Requester {
  readonly ip: string;
  readonly userAgent: string;
  /** True when it carries the token of the person who runs this gateway. */
  readonly isOwner: boolean;
}

export interface PushedRequest {
  readonly request_uri: string;
  readonly expires_in: number;
  /** The page where a person approves it. */
  readonly authorization_url: string;
  /** Four characters that the page shows too, so that a person can compare. */
  readonly user_code: string;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly scope: string;
  readonly default_workspace_key: string;
  readonly default_tenant_key: string;
}

/** What a refusal carries in `details`, beside its message: what RFC 6749 §5.2 asks for, and which case it is. */
export interface OAuthRefusal {
  readonly error: string;
  readonly error_code: string;
  readonly tries_left?: number;
}

/** What the approval page shows of a request. */
export interface ApprovalPage {
  readonly state: 'pending' | 'decided' | 'expired';
  readonly clientName: string;
  /** False when the name is only what the program says of itself. */
  readonly isBuiltIn: boolean;
  /** What the program calls itself; empty when nothing. */
  readonly label: string;
  readonly ip: string;
  readonly isThisMachine: boolean;
  readonly userAgent: string;
  readonly askedAt: number;
  readonly userCode: string;
  /** The one address that the login is good for, and what lies below it; null for the whole gateway. */
  readonly resource: string | null;
  readonly scopes: readonly GrantedScope[];
  /** Asked for, but not this visitor's to give. */
  readonly withheld: readonly GrantedScope[];
  readonly tenant: {
    readonly key: string;
    readonly isFree: boolean;
    /** True when approving would create it. */
    readonly isNew: boolean;
    readonly known: readonly string[];
  };
  /** `code`: the page shows a code; `program`: it goes to a program on the visitor's machine; `site`: to this address. */
  readonly answer: {
    readonly kind: 'code' | 'program' | 'site';
    readonly redirectUri: string;
    readonly origin: string;
  };
}

/** What a person allows. */
export interface Approval {
  readonly tenantKey: string;
  /** The key of which the person was told that approving creates it. */
  readonly newTenantKey?: string | undefined;
  readonly scopes: readonly string[];
  /** Show a code although the program waits for a redirect; only built-in programs can take one. */
  readonly asCode: boolean;
}

/** What follows a decision. `late`: somebody else decided it before, or its time is over. */
export type Decision =
  | { readonly outcome: 'redirect'; readonly to: string }
  | { readonly outcome: 'code'; readonly code: string; readonly clientName: string; readonly isBuiltIn: boolean }
  | { readonly outcome: 'denied'; readonly clientName: string }
  | { readonly outcome: 'late' };

export interface OAuthPort {
  publicUrl(): string;
  /** RFC 8414. */
  serverMetadata(): Readonly<Record<string, unknown>>;
  /** RFC 9728, for what follows the well-known name in the path; undefined for what is no resource of ours. */
  resourceMetadata(path: string): Readonly<Record<string, unknown>> | undefined;
  /** RFC 7591. Errors: `bad_request` with an `OAuthRefusal`; `rate_limited`. */
  register(metadata: OAuthParameters, from: Requester): Promise<Readonly<Record<string, unknown>>>;
  /** RFC 9126. Errors: as `register`. */
  push(parameters: OAuthParameters, from: Requester): Promise<PushedRequest>;
  /** Where a browser that asks for authorization goes next: the approval page, or back with an error. Errors: `bad_request` when going back is not safe. */
  begin(parameters: OAuthParameters, from: Requester): Promise<string>;
  /** Errors: as `register`. */
  token(parameters: OAuthParameters, from: Requester): Promise<TokenAnswer>;
  /** RFC 7009; knows nothing of unknown tokens. Errors: as `register`. */
  revoke(parameters: OAuthParameters): Promise<void>;
  /** The local owner, when the ticket was given for this request. */
  ticketHolder(requestId: string, ticket: string | undefined): Promise<Visitor | undefined>;
  /** Errors: `not_found`. */
  open(requestId: string, visitor: Visitor): Promise<ApprovalPage>;
  /** Errors: `not_found`; `bad_request` for what the person can correct; `details.newTenantKey` asks whether to create that tenant. */
  approve(requestId: string, visitor: Visitor, approval: Approval): Promise<Decision>;
  /** Errors: `not_found`. */
  deny(requestId: string): Promise<Decision>;
}

export type LoginView = z.infer<typeof loginView>;

/** The live logins of programs. */
export interface LoginsPort {
  /** Newest first: the caller's tenant's; every one for managers. */
  list(caller: Caller, page: PageRequest): Promise<Page<LoginView>>;
  /** Its tokens are refused from then on. Errors: `not_found`, also for another tenant's. */
  revoke(caller: Caller, id: string): Promise<void>;
}
