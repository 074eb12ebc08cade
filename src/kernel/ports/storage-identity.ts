import type { Scope } from './identity.ts';
import type { Page, PageRequest, TokenRow } from './storage.ts';
import type { SealedSecret, Wrappings } from './vault.ts';

/** Rows about our own callers: workspaces, tenants, people and their logins. Times are epoch milliseconds UTC. */

export interface WorkspaceRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly createdAt: number;
  readonly settings: WorkspaceSettings;
}

export interface WorkspaceSettings {
  /** True when tokens signed with the workspace secret are refused. */
  readonly disableSecretKeyAuth?: boolean;
  /** Where the workspace's public keys are fetched from (JWKS). */
  readonly jwksUri?: string;
  /** Registered keys: SPKI in PEM, or a JWK as JSON text. */
  readonly publicKeys?: readonly { readonly id: string; readonly key: string; readonly createdAt: number }[];
  /** Which calls to apps are logged: those of runs when absent, raw requests too when true, none when false. */
  readonly enableApiLogs?: boolean;
  /** False when the records of runs are to hold neither input, output nor requests. */
  readonly enableActionRunLogs?: boolean;
}

export interface TenantRow {
  readonly id: string;
  readonly workspaceId: string;
  /** The workspace's own key for the tenant: `internalId` in the API. */
  readonly key: string;
  readonly name: string;
  /** What the caller keeps with it; undefined when nothing. */
  readonly meta: unknown;
  readonly fields: unknown;
  readonly createdAt: number;
  readonly archivedAt: number | null;
}

export type TenantPatch = Partial<Pick<TenantRow, 'key' | 'name' | 'meta' | 'fields' | 'archivedAt'>>;

/** Somebody who may approve logins in a browser. */
export interface PersonRow {
  readonly id: string;
  /** What the person signs in with: an e-mail address or a name, lower case. Null until chosen. */
  readonly login: string | null;
  readonly name: string;
  /** scrypt, in a text that names its parameters; null without a password. */
  readonly passwordHash: string | null;
  /** `owner`: manages the workspace and may act for every tenant; `member`: for one. */
  readonly role: 'owner' | 'member';
  /** The member's tenant. */
  readonly tenantId: string | null;
  readonly createdAt: number;
}

export interface PasskeyRow {
  /** The credential id, base64url. */
  readonly id: string;
  readonly personId: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** A signed-in browser. */
export interface SessionRow {
  /** SHA-256 of the cookie's value, hex. */
  readonly hash: string;
  readonly personId: string;
  readonly userAgent: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Something unguessable that works once: the owner's link, an invitation, a passkey challenge, a ticket for a login. */
export interface OneTimeRow {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly purpose: string;
  /** What it stands for; JSON, no secrets. */
  readonly subject: unknown;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/** A program that registered itself (RFC 7591). */
export interface OAuthClientRow {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly createdAt: number;
}

/** One request for authorization, from its first sight to the redemption of its code. */
export interface OAuthRequestRow {
  /** SHA-256 of the request's id, hex; the id stands in the page's address. */
  readonly hash: string;
  readonly clientId: string;
  /** What the program calls itself: the agent type of a login. */
  readonly label: string;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly Scope[];
  readonly wantsManager: boolean;
  readonly tenantKey: string | null;
  readonly resource: string | null;
  /** S256, base64url; unique. */
  readonly codeChallenge: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly status: 'pending' | 'approved' | 'denied' | 'redeemed' | 'dead';
  /** SHA-256 of the code, hex; set by the approval. */
  readonly codeHash: string | null;
  readonly codeExpiresAt: number | null;
  readonly wrongCodes: number;
  readonly grantId: string | null;
}

/** What a person allowed a program to do. */
export interface GrantRow {
  readonly id: string;
  readonly clientId: string;
  readonly label: string;
  /** Null when the local owner approved without an account. */
  readonly personId: string | null;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  readonly isManager: boolean;
  readonly resource: string | null;
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

export interface RefreshTokenRow {
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly grantId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  /** The token that replaced it. */
  readonly successorHash: string | null;
}

/** What uses up an invitation. */
export interface InvitationUse {
  readonly hash: string;
  readonly purpose: string;
  readonly now: number;
}

export interface IdentityStorage {
  readonly workspaces: {
    /** The one workspace there is. */
    get(): Promise<WorkspaceRow>;
    /** Replaces each setting given; one given as undefined is removed, the others stay. Announces `workspace`. */
    patch(patch: {
      readonly name?: string;
      readonly settings?: { readonly [K in keyof WorkspaceSettings]: WorkspaceSettings[K] | undefined };
    }): Promise<WorkspaceRow>;
  };
  /** Sealed secrets that belong to no connection, by owner: a workspace, an integration. A change is announced as one of the owner. */
  readonly secrets: Wrappings<SealedSecret> & {
    get(ownerId: string): Promise<SealedSecret | undefined>;
    /** Stores it unless one is there; gives the stored one, so that several nodes agree. */
    putIfAbsent(sealed: SealedSecret): Promise<SealedSecret>;
    /** Errors: none; `null` erases. */
    put(ownerId: string, sealed: SealedSecret | null): Promise<void>;
    /** The same, if what is stored is still `before`; else false, and nothing changes. */
    replace(
      ownerId: string,
      change: { readonly before: SealedSecret | undefined; readonly after: SealedSecret | null },
    ): Promise<boolean>;
  };
  readonly tenants: {
    /** The tenant with this key, created on first sight with this name. An archived one is given as it is. */
    ensure(key: string, now: number, name?: string): Promise<TenantRow>;
    get(id: string): Promise<TenantRow | undefined>;
    /** By id or key; archived ones too. */
    find(selector: string): Promise<TenantRow | undefined>;
    list(
      filter: { readonly search?: string | undefined; readonly includeArchived?: boolean | undefined },
      page: PageRequest,
    ): Promise<Page<TenantRow>>;
    /** Undefined when there is none. Errors: `already_exists` for another tenant's key. Announces `tenant`. */
    patch(id: string, patch: TenantPatch): Promise<TenantRow | undefined>;
  };
  readonly people: {
    insert(row: PersonRow): Promise<void>;
    /** The first owner, `fresh` where there is none. Where none can sign in, he gets a password of `fresh`, with its login. Errors: as `patch`. */
    ensureOwner(fresh: PersonRow): Promise<PersonRow>;
    get(id: string): Promise<PersonRow | undefined>;
    byLogin(login: string): Promise<PersonRow | undefined>;
    /** Owners first, then by age. */
    list(): Promise<readonly PersonRow[]>;
    /** Errors: `already_exists` for another person's login. */
    patch(
      id: string,
      patch: Partial<Pick<PersonRow, 'login' | 'name' | 'passwordHash'>>,
    ): Promise<PersonRow | undefined>;
    /**
     * Stores somebody who was invited, perhaps with a passkey, and uses the invitation up, in one transaction; false when it is no good.
     * Errors: `already_exists` for another person's login or passkey; the invitation is then as it was.
     */
    join(invitation: InvitationUse, person: PersonRow, passkey?: PasskeyRow): Promise<boolean>;
    /**
     * Removes a person with passkeys and sessions, and ends what the person allowed programs to do, in one transaction.
     * `last_owner`: nobody was removed, because no other owner could manage the gateway, or sign in where this one can.
     */
    delete(id: string, now: number): Promise<'deleted' | 'unknown' | 'last_owner'>;
    /** True when an owner can sign in by himself: with a password or a passkey. */
    hasOwner(): Promise<boolean>;
  };
  readonly passkeys: {
    insert(row: PasskeyRow): Promise<void>;
    get(id: string): Promise<PasskeyRow | undefined>;
    of(personId: string): Promise<readonly PasskeyRow[]>;
    used(id: string, counter: number, now: number): Promise<void>;
    /** `last_way_in`: it stays, because the person has no password and no other passkey. */
    delete(personId: string, id: string): Promise<'deleted' | 'unknown' | 'last_way_in'>;
  };
  readonly sessions: {
    /** Also removes those that are over. */
    insert(row: SessionRow): Promise<void>;
    byHash(hash: string, now: number): Promise<SessionRow | undefined>;
    delete(hash: string): Promise<void>;
    deleteOf(personId: string): Promise<void>;
  };
  readonly oneTime: {
    /** Also removes those that are over. */
    insert(row: OneTimeRow): Promise<void>;
    /** A live, unused one of that purpose. */
    find(hash: string, purpose: string, now: number): Promise<OneTimeRow | undefined>;
    /** The row, for the one call that uses it up. */
    use(hash: string, purpose: string, now: number): Promise<OneTimeRow | undefined>;
    /** Live, unused ones of that purpose, newest first. */
    list(purpose: string, now: number): Promise<readonly OneTimeRow[]>;
    /** False when it is gone or used. */
    delete(hash: string, purpose: string): Promise<boolean>;
  };
  readonly oauthClients: {
    /** Also removes those that have neither grants nor requests 30 days after they registered. */
    insert(row: OAuthClientRow): Promise<void>;
    get(id: string): Promise<OAuthClientRow | undefined>;
  };
  readonly oauthRequests: {
    /** Also removes those that ended a day ago. Errors: `already_exists` for a challenge that was seen before. */
    insert(row: OAuthRequestRow): Promise<void>;
    byHash(hash: string): Promise<OAuthRequestRow | undefined>;
    byChallenge(codeChallenge: string): Promise<OAuthRequestRow | undefined>;
    byCode(codeHash: string): Promise<OAuthRequestRow | undefined>;
    /** Approves a pending one and makes its grant, in one transaction; false when it is not pending any more, or the grant's person is gone. */
    approve(
      hash: string,
      approval: { readonly codeHash: string; readonly codeExpiresAt: number; readonly grant: GrantRow },
    ): Promise<boolean>;
    deny(hash: string): Promise<boolean>;
    /** Counts a wrong code; at `limit` the request is dead. Gives how many there were. */
    countWrongCode(hash: string, limit: number): Promise<number>;
    /** Ends an approved request and stores the tokens it is redeemed for, in one transaction; false for all calls but one. */
    redeem(hash: string, tokens: IssuedTokens): Promise<boolean>;
    /** After a stolen code: the request is dead and its grant is revoked. */
    kill(hash: string, now: number): Promise<void>;
  };
  readonly grants: {
    get(id: string): Promise<GrantRow | undefined>;
    /** Live ones whose code was redeemed, newest first; of one tenant, or of all. */
    list(tenantId: string | undefined, page: PageRequest): Promise<Page<GrantRow>>;
    /** With its access and refresh tokens; announces `login` and every token. False when it is not live. */
    revoke(id: string, now: number): Promise<boolean>;
  };
  readonly refreshTokens: {
    byHash(hash: string): Promise<RefreshTokenRow | undefined>;
    /**
     * Replaces a token by a successor, in one transaction that also stores the new access token and revokes the grant's older ones.
     * False when somebody else was first: the caller reads the row again.
     */
    rotate(hash: string, now: number, tokens: IssuedTokens): Promise<boolean>;
    /**
     * The same for a token that was used, whose successor nobody has used: its answer was lost on the way. The unused successor dies.
     * False when the successor was used or replaced meanwhile.
     */
    reissue(hash: string, now: number, tokens: IssuedTokens): Promise<boolean>;
  };
}

/** What a redemption stores. */
export interface IssuedTokens {
  readonly access: TokenRow;
  readonly refresh: RefreshTokenRow;
}
