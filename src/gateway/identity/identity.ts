import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { TenantsPort, TokensPort, WorkspacesPort } from '../../kernel/ports/gateway-identity.ts';
import type { Authenticate } from '../../kernel/ports/http.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Change, Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { createLocalOwner } from './local-owner.ts';
import { recogniseOpaque } from './opaque-tokens.ts';
import type { Recognised } from './recognised.ts';
import { createRemoteKeys, type RemoteKeysParts } from './remote-keys.ts';
import { createSignedTokens } from './signed-tokens.ts';
import { createTenants } from './tenants.ts';
import { createTokens } from './tokens.ts';
import { createWorkspaceSecret } from './workspace-secret.ts';
import { createWorkspaces } from './workspaces.ts';

/** The tenant of the person who runs the gateway. */
export const ownerTenantKey = 'local';

const cachedTokens = 10_000;
const maxTokenChars = 16_384;

export interface IdentityParts extends RemoteKeysParts {
  readonly storage: Storage;
  readonly vault: Vault;
  /** The address that tokens for the REST API are issued for. */
  readonly publicUrl: () => string;
}

/** Recognises our own callers, and what they see of themselves. */
export interface Identity {
  readonly tokens: TokensPort;
  readonly tenants: TenantsPort;
  readonly workspaces: WorkspacesPort;
  /** The owner's token of this start, for the CLI of the same user; never stored. */
  readonly ownerToken: string;
  /** Good tokens are remembered by hash, so that the warm path runs no SQL and checks no signature. */
  readonly authenticate: Authenticate;
  owner(): Caller;
  stop(): void;
}

/** Starts recognising callers; the workspace has its secret from here on. */
export async function createIdentity(parts: IdentityParts): Promise<Identity> {
  const { storage, vault, now } = parts;
  const secret = createWorkspaceSecret(storage.secrets, vault);
  const [ownerTenant, { id: workspaceId }] = await Promise.all([
    storage.tenants.ensure(ownerTenantKey, now()),
    storage.workspaces.get(),
  ]);
  await secret.ensure(workspaceId);
  const owner = createLocalOwner(ownerTenant);
  const signed = createSignedTokens({ storage, secret, remoteKeys: createRemoteKeys(parts), ownerTenantKey, now });
  const known = knownTokens(storage, now);

  async function lookUp(token: string, hash: string, resource: string | undefined): Promise<Caller> {
    const seen = known.changes();
    // Opaque tokens are base64url, which has no dot; a JWT has two.
    const found = token.includes('.')
      ? await signed.recognise(token, hash)
      : await recogniseOpaque(storage, hash, now());
    known.remember(hash, found, seen);
    return admitted(found, resource);
  }

  /** Errors: `not_authenticated` for a token of another resource, so that nobody passes on what he was given for himself. */
  function admitted({ caller, audience }: Recognised, resource: string | undefined): Caller {
    if (audience === null) return caller;
    const expected = withoutSlash(resource ?? parts.publicUrl());
    const own = withoutSlash(audience);
    // What was issued for an address is good for what lies below it.
    if (own === expected || (resource !== undefined && expected.startsWith(`${own}/`))) return caller;
    throw new PorinError('not_authenticated', 'This token was issued for another resource', {
      hint: `Log in for ${expected}`,
    });
  }

  return {
    tokens: createTokens(storage, now),
    tenants: createTenants({ storage, ownerTenantKey, now }),
    workspaces: createWorkspaces({ storage, secret, signed, now }),
    ownerToken: owner.token,
    owner: () => owner.caller,
    authenticate(token, resource) {
      if (token === undefined || token === '') throw new PorinError('not_authenticated', 'A bearer token is required');
      if (token.length > maxTokenChars)
        throw new PorinError('not_authenticated', `This is not a token: it is longer than ${maxTokenChars} characters`);
      const hash = digestOf(token);
      if (hash === owner.hash) return owner.caller;
      const found = known.find(hash);
      return found ? admitted(found, resource) : lookUp(token, hash, resource);
    },
    stop: known.stop,
  };
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}

/** The good tokens of late, by hash; what they depend on drops them when it changes, here or on another node. */
function knownTokens(storage: Storage, now: () => number) {
  const entries = new Lru<string, Recognised>(cachedTokens);
  let changes = 0;
  const stop = storage.onChange((change) => {
    const isAffected = affectedBy(change);
    if (!isAffected) return;
    changes += 1;
    entries.deleteWhere(isAffected);
  });
  return {
    stop,
    changes: () => changes,
    find(hash: string): Recognised | undefined {
      const entry = entries.get(hash);
      return entry && entry.expiresAt > now() ? entry : undefined;
    },
    /** `seen`: the changes before it was looked up. What was revoked in between must not be remembered as good. */
    remember(hash: string, found: Recognised, seen: number): void {
      if (seen === changes) entries.set(hash, found);
    },
  };
}

/** Which tokens a change concerns; undefined when none can be. */
function affectedBy({ kind, id }: Change): ((entry: Recognised) => boolean) | undefined {
  switch (kind) {
    case 'token':
      return ({ caller }) => id === '*' || caller.tokenId === id;
    case 'login':
      return ({ caller }) => id === '*' || caller.loginId === id;
    case 'tenant':
      return ({ caller }) => id === '*' || caller.tenantId === id;
    case 'workspace':
      return ({ isSigned }) => isSigned;
    default:
      return undefined;
  }
}
