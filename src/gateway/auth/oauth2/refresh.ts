import { randomBytes } from 'node:crypto';
import type { OAuth2Option } from '../../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials } from '../../../kernel/ports/storage.ts';
import { singleFlight } from '../../../kernel/single-flight.ts';
import { TokenRefusal } from './answers.ts';
import { type ExchangeParts, exchanged, exchangeOf, oauth2OptionOf, opened, renewed } from './exchanges.ts';
import { changeOf, currentOf, demandConnect, persistently } from './generations.ts';
import { createWatch, type LeaseTiming, type OwnLease, sending } from './leases.ts';
import type { Exchange } from './token-requests.ts';
import { type CredentialValues, isRepeatable, refreshedValues, type TokenSet } from './tokens.ts';

/** A connection and the credentials it has by now. */
export interface Renewal {
  readonly connection: ConnectionRow;
  readonly sealed: SealedCredentials;
}

export interface RefreshParts extends ExchangeParts, LeaseTiming {
  readonly now: () => number;
}

/** A token request left and nobody knows what became of it; sending its refresh token again could void all of them. */
export class RefreshUnknown extends Error {
  readonly generation: number;

  constructor(generation: number) {
    super('A refresh of the credentials was interrupted after its request had left');
    this.name = 'RefreshUnknown';
    this.generation = generation;
  }
}

/**
 * Replaces a generation of credentials: one token request for it, however many ask, on all nodes.
 * Errors: `client_action_required` when a person has to connect again; `upstream_failed` when the server cannot be asked;
 * `configuration`; `RefreshUnknown`.
 */
export type Refresh = (connection: ConnectionRow, sealed: SealedCredentials) => Promise<Renewal>;

export function createRefresh(parts: RefreshParts): Refresh {
  const one = singleFlight<Renewal>();
  return (connection, sealed) =>
    one(`${connection.id} ${sealed.version} ${sealed.wrappedKey}`, () => refreshOnce(parts, { connection, sealed }));
}

async function refreshOnce(parts: RefreshParts, subject: Renewal): Promise<Renewal> {
  const { storage, vault, now } = parts;
  const { connection, sealed } = subject;
  const option = await oauth2OptionOf(parts, connection);
  if (!option) throw new PorinError('bad_request', `The connection ${connection.id} has nothing to refresh`);
  const values = opened(vault, sealed);
  const own: OwnLease = {
    connectionId: connection.id,
    generation: sealed.version,
    holder: randomBytes(16).toString('base64url'),
  };
  const watch = createWatch(parts);
  for (;;) {
    const newer = await currentOf(parts, subject);
    if (newer) return newer;
    const lease = await storage.refreshLeases.acquire(
      { ...own, expiresAt: now() + parts.leaseMs, sentAt: null },
      now(),
    );
    if (lease.holder === own.holder) {
      const done = await refreshAsHolder(parts, { subject, option, values, own });
      if (done) return done;
    } else if (lease.generation !== own.generation || !watch.isLost(lease)) {
      await changeOf(parts, connection.id);
    } else if (isRepeatable(option, values)) {
      await storage.refreshLeases.release(lease);
    } else {
      throw new RefreshUnknown(own.generation);
    }
  }
}

interface Held {
  readonly subject: Renewal;
  readonly option: OAuth2Option;
  readonly values: CredentialValues;
  readonly own: OwnLease;
}

/** Undefined when the lease was lost before anything left. */
async function refreshAsHolder(parts: RefreshParts, held: Held): Promise<Renewal | undefined> {
  const prepared = await prepare(parts, held);
  if ('newer' in prepared) return prepared.newer;
  return sending(parts, held.own, async () => {
    const tokens = await ask(parts, held, prepared.exchange);
    return 'connection' in tokens ? tokens : store(parts, held, tokens);
  });
}

async function prepare(parts: RefreshParts, { subject, option, values, own }: Held) {
  const leases = parts.storage.refreshLeases;
  try {
    // The lease was free because somebody completed between our reading and its taking, or because nobody had it.
    const newer = await currentOf(parts, subject);
    if (!newer) return { exchange: await exchangeOf(parts, subject.connection, option, values) };
    await leases.release(own);
    return { newer };
  } catch (error) {
    await leases.release(own);
    throw error;
  }
}

/** The tokens; or what somebody else has stored since, when the server refused ours. */
async function ask(parts: RefreshParts, held: Held, exchange: Exchange): Promise<TokenSet | Renewal> {
  const { subject, values, own, option } = held;
  const leases = parts.storage.refreshLeases;
  const secrets = [values['refreshToken'], values['accessToken'], exchange.client.secret];
  try {
    return await exchanged(parts, secrets, () => renewed(parts, exchange, values));
  } catch (error) {
    if (isAnswered(error)) {
      await leases.release(own);
      if (error instanceof TokenRefusal) return refusedBy(parts, subject, error);
      throw error;
    }
    if (!isRepeatable(option, values)) {
      // Nobody else needs to wait for us any more; without that note they wait until the lease ends.
      await leases.hold({ ...own, sentAt: parts.now(), expiresAt: 0 }).catch(() => undefined);
      throw new RefreshUnknown(own.generation);
    }
    await leases.release(own);
    throw failed(exchange, error);
  }
}

/** True when the refresh token is certainly as good, or as bad, as it was before. */
function isAnswered(error: unknown): boolean {
  if (error instanceof TokenRefusal) return error.code !== 'invalid_response';
  return isPorinError(error) && error.code !== 'outcome_unknown' && error.code !== 'internal';
}

function failed({ server }: Exchange, cause: unknown): PorinError {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new PorinError('upstream_failed', `The credentials for ${server.appName} could not be renewed${why}`, {
    cause,
    hint: 'Try again later',
  });
}

/** RFC 6749, and what servers say in its place. */
const grantIsOver: ReadonlySet<string> = new Set([
  'invalid_grant',
  'bad_refresh_token',
  'invalid_refresh_token',
  'token_revoked',
]);

async function refusedBy(parts: RefreshParts, subject: Renewal, refusal: TokenRefusal): Promise<Renewal> {
  const { connection, sealed } = subject;
  if (grantIsOver.has(refusal.code)) {
    // Another node's refresh may be what made ours invalid.
    const newer = await currentOf(parts, subject);
    if (newer) return newer;
    throw await demandConnect(parts, {
      connection,
      generation: sealed.version,
      why: `The sign-in is no longer valid: ${refusal.message}`,
    });
  }
  const isClient = refusal.code === 'invalid_client' || refusal.code === 'unauthorized_client';
  throw new PorinError(
    isClient ? 'configuration' : 'upstream_failed',
    `The credentials could not be renewed: ${refusal.message}`,
    {
      ...(isClient ? { hint: 'Check clientId and clientSecret of the integration' } : {}),
      details: { error: refusal.code },
    },
  );
}

async function store(parts: RefreshParts, { subject, values, own }: Held, tokens: TokenSet): Promise<Renewal> {
  const { storage, vault, now } = parts;
  const { tenantId, id } = subject.connection;
  // The answer exists nowhere else: a database that is away for a moment must not cost a sign-in.
  const stored = await persistently(async () => {
    const sealed = vault.seal(
      { tenantId, connectionId: id, version: own.generation + 1 },
      refreshedValues(values, tokens),
    );
    const patch = { credentialsExpireAt: tokens.expiresAt, updatedAt: now() };
    const row = await storage.refreshLeases.complete({ ...own, tenantId }, sealed, patch);
    return row && { connection: row, sealed };
  });
  if (stored) return stored;
  const newer = await currentOf(parts, subject);
  if (newer) return newer;
  throw new PorinError('conflict', `The connection ${id} was changed while its credentials were renewed`);
}
