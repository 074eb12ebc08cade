import { isDeepStrictEqual } from 'node:util';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type KeyInput, SignJWT } from 'jose';
import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { TenantRow, WorkspaceRow } from '../../kernel/ports/storage-identity.ts';
import { type Claims, readClaims } from './claims.ts';
import { type PublicKey, parsePublicKey } from './public-keys.ts';
import { callerOf, type Recognised } from './recognised.ts';
import type { RemoteKeys } from './remote-keys.ts';
import type { WorkspaceSecret } from './workspace-secret.ts';

export interface SignedTokensParts {
  readonly storage: Storage;
  readonly secret: WorkspaceSecret;
  readonly remoteKeys: RemoteKeys;
  /** The tenant of managers who name none. */
  readonly ownerTenantKey: string;
  readonly now: () => number;
}

export interface SignedTokens {
  /** Whose token this is; `hash` is its digest. Errors: `not_authenticated`, `unavailable`. */
  recognise(token: string, hash: string): Promise<Recognised>;
  /** A token with these claims, signed with the workspace secret; `exp` in seconds since 1970. */
  sign(workspace: WorkspaceRow, claims: JWTPayload): Promise<string>;
}

/** Seconds by which the signer's clock may differ from ours. */
const toleranceSeconds = 5;
const secretAlgorithms = ['HS256', 'HS384', 'HS512'];
const publicAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
  .concat(['ES256', 'ES384', 'ES512'])
  .concat(['EdDSA', 'Ed25519']);
const remembered = 10_000;

interface Header {
  readonly alg: string;
  readonly kid: string | undefined;
}

/** Recognises and makes JWTs. The algorithm decides which keys are tried, so a public key is never taken for a secret. */
export function createSignedTokens(parts: SignedTokensParts): SignedTokens {
  const { storage, secret, now } = parts;
  // A token tells name and fields once: two tokens that differ would otherwise overwrite each other with every call.
  const told = new Lru<string, true>(remembered);

  async function tenantOf({ tenantKey, name, fields }: Claims, hash: string): Promise<TenantRow> {
    const tenant = await storage.tenants.ensure(tenantKey ?? parts.ownerTenantKey, now(), name);
    if (told.get(hash) || tenant.archivedAt !== null) return tenant;
    const isNew = {
      ...(name === undefined || name === tenant.name ? {} : { name }),
      ...(fields === undefined || isDeepStrictEqual(fields, tenant.fields) ? {} : { fields }),
    };
    const patched = Object.keys(isNew).length === 0 ? tenant : await storage.tenants.patch(tenant.id, isNew);
    told.set(hash, true);
    return patched ?? tenant;
  }

  return {
    async recognise(token, hash) {
      const header = headerOf(token);
      const workspace = await storage.workspaces.get();
      refuseOtherWorkspace(token, workspace);
      const payload = secretAlgorithms.includes(header.alg)
        ? await bySecret(parts, token, header, workspace)
        : await byPublicKey(parts, token, header, workspace);
      const claims = readClaims(payload);
      const source = await liveSource(storage, claims.madeWith);
      const caller = { ...callerOf(await tenantOf(claims, hash), claims), ...source };
      const { exp } = claims;
      if (exp === undefined) return { caller, isSigned: true, audience: null, expiresAt: Number.POSITIVE_INFINITY };
      const expiresAt = (exp + toleranceSeconds) * 1000;
      return { caller: { ...caller, expiresAt: exp * 1000 }, isSigned: true, audience: null, expiresAt };
    },
    async sign(workspace, claims) {
      const key = keyOf((await secret.open(workspace.id)).reveal());
      return new SignJWT({ workspaceKey: workspace.key, ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuedAt(Math.floor(now() / 1000))
        .sign(key);
    },
  };
}

/** What a token that we made ourselves was made with. Errors: `not_authenticated` when that was revoked. */
async function liveSource(
  { tokens, grants }: Storage,
  madeWith: string | undefined,
): Promise<Pick<Caller, 'loginId' | 'tokenId'>> {
  if (madeWith === undefined) return {};
  const isLogin = madeWith.startsWith('login_');
  const isLive = isLogin ? (await grants.get(madeWith))?.revokedAt === null : await tokens.isLive(madeWith);
  if (isLive) return isLogin ? { loginId: madeWith } : { tokenId: madeWith };
  throw refused(`The ${isLogin ? 'login' : 'token'} that this token was made with is revoked`, {
    hint: 'Log in again, then make a new one',
  });
}

function headerOf(token: string): Header {
  const { alg, kid } = decoded(() => decodeProtectedHeader(token));
  if (typeof alg !== 'string' || ![...secretAlgorithms, ...publicAlgorithms].includes(alg)) {
    throw refused('This token is not signed with an algorithm that is accepted', {
      hint: `Sign it with ${secretAlgorithms.join(', ')} and the workspace secret, or with a registered key and ${publicAlgorithms.join(', ')}`,
    });
  }
  return { alg, kid: typeof kid === 'string' ? kid : undefined };
}

// Nothing is believed yet: this only saves looking for keys, and says more than that a signature is wrong.
function refuseOtherWorkspace(token: string, { key, id }: WorkspaceRow): void {
  const claims = decoded(() => decodeJwt(token));
  const named = claims['workspaceKey'] ?? claims.iss;
  if (named === key || named === id) return;
  throw refused(
    named === undefined ? 'This token names no workspace' : 'This token names a workspace that is not known',
    { hint: `Put the workspace's key into the claim workspaceKey (or iss): ${key}` },
  );
}

async function bySecret(
  { secret, now }: SignedTokensParts,
  token: string,
  { alg }: Header,
  { id, settings }: WorkspaceRow,
): Promise<JWTPayload> {
  if (settings.disableSecretKeyAuth) {
    throw refused('Tokens signed with the workspace secret are switched off', {
      hint: 'Sign with a registered public key, or use a pat-… token',
    });
  }
  const payload = await verified(token, keyOf((await secret.open(id)).reveal()), { alg, now: now() });
  if (payload) return payload;
  throw refused('The signature of this token is wrong', {
    hint: 'Sign it with the secret of this workspace; the secret may have been rotated',
  });
}

async function byPublicKey(
  { remoteKeys, now }: SignedTokensParts,
  token: string,
  header: Header,
  { settings: { publicKeys = [], jwksUri } }: WorkspaceRow,
): Promise<JWTPayload> {
  const tryAll = (keys: readonly PublicKey[]) => byAny(token, fitting(keys, header), { alg: header.alg, now: now() });
  const registered = await tryAll(publicKeys.map(({ key }) => parsePublicKey(key)));
  if (registered) return registered;
  if (jwksUri !== undefined) {
    const known = await tryAll(await remoteKeys.keys(jwksUri));
    if (known) return known;
    // The key may be newer than what is known.
    const fetched = await remoteKeys.again(jwksUri);
    const fresh = fetched && (await tryAll(fetched));
    if (fresh) return fresh;
  }
  throw refused(
    publicKeys.length === 0 && jwksUri === undefined
      ? 'This token is signed with a private key, but the workspace has no public keys'
      : 'No public key of the workspace fits the signature of this token',
    { hint: 'A manager registers keys with PATCH /workspaces/{id}: publicKeys or jwksUri' },
  );
}

function fitting(keys: readonly PublicKey[], { alg, kid }: Header): readonly PublicKey[] {
  return keys.filter(
    (one) => one.algorithms.includes(alg) && (kid === undefined || one.kid === undefined || one.kid === kid),
  );
}

async function byAny(
  token: string,
  keys: readonly PublicKey[],
  check: { readonly alg: string; readonly now: number },
): Promise<JWTPayload | undefined> {
  for (const { key } of keys) {
    const payload = await verified(token, key, check);
    if (payload) return payload;
  }
  return undefined;
}

/** The payload; undefined when the signature is not this key's. Errors: `not_authenticated` for a good signature on a bad token. */
async function verified(
  token: string,
  key: KeyInput,
  { alg, now }: { readonly alg: string; readonly now: number },
): Promise<JWTPayload | undefined> {
  try {
    const options = { algorithms: [alg], clockTolerance: toleranceSeconds, currentDate: new Date(now) };
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): PorinError {
  const again = { hint: 'Sign a new one', cause: error };
  if (error instanceof errors.JWTExpired) return refused('This token has expired', again);
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'nbf' && error.reason === 'check_failed'
      ? refused('This token is not yet valid', { hint: 'Compare the clocks; nbf is in the future', cause: error })
      : refused(`The claim ${error.claim} of this token is not what it should be`, again);
  }
  return notAToken(error);
}

function decoded<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw notAToken(cause);
  }
}

function notAToken(cause: unknown): PorinError {
  return refused('This is not a token: neither pat-… nor a whole JWT', { cause });
}

function refused(message: string, options: { readonly hint?: string; readonly cause?: unknown }): PorinError {
  return new PorinError('not_authenticated', message, options);
}

function keyOf(secret: string): Uint8Array {
  return new TextEncoder().encode(secret);
}
