import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthOption } from '../../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { Lru } from '../../../kernel/lru.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../../kernel/ports/storage.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { oauth2OptionOf } from './exchanges.ts';
import { demandConnect } from './generations.ts';
import { type Refresh, type RefreshParts, RefreshUnknown, type Renewal } from './refresh.ts';
import { isRenewable } from './tokens.ts';

/** What a request on a connection is signed with. */
export interface Held {
  readonly connection: ConnectionRow;
  readonly sealed: SealedCredentials | undefined;
  readonly option: AuthOption;
}

/** Keeps credentials that end good for use. */
export interface TokenKeeper {
  /**
   * Credentials that last for a request, in place of these when they are about to end; undefined when these do.
   * Errors (of the promise): `client_action_required` when the token has ended and a person has to connect again; `upstream_failed`
   * when it has ended and cannot be renewed at present; `unavailable` when another process has not finished renewing it.
   */
  fresh(held: Held): Promise<Renewal | undefined> | undefined;
  /** Renews what the app has refused; undefined where that cannot help: nothing to renew with, or renewed a moment ago. Errors: as `fresh`. */
  afterRefusal(held: Held): Promise<Renewal> | undefined;
  /** Renews now, because somebody asked. Errors: `bad_request` when there is nothing to renew; `outcome_unknown`; else as `fresh`. */
  refresh(connection: ConnectionRow): Promise<ConnectionRow>;
  /** Renews ahead of time, for the sweeper. Notes an end that nothing can be done about. Errors: as `refresh`. */
  renewAhead(connection: ConnectionRow): Promise<void>;
}

export interface KeeperParts extends RefreshParts {
  readonly logger: Logger;
  readonly refresh: Refresh;
  /** How long before its end a token is not used any more. */
  readonly skewMs: number;
}

/** A token that lives longer than this may serve while its renewal takes its time. */
const livelyMs = 5_000;
const patienceMs = 2_000;
/** Whoever needs a renewal waits so long for the process that makes it, which may be stopped or dead. */
const longestWaitMs = 25_000;
/** A refusal so soon after a renewal is not about the token's age. */
const justRenewedMs = 30_000;
const afterFailureMs = 10_000;
const remembered = 10_000;

/** Renews, and remembers for a while when that went well or wrong. */
function remembering({ refresh, now }: KeeperParts) {
  const renewedAt = new Lru<string, number>(remembered);
  const failedAt = new Lru<string, number>(remembered);
  return {
    hasJustRenewed: (id: string) => (renewedAt.get(id) ?? 0) + justRenewedMs > now(),
    hasJustFailed: (id: string) => (failedAt.get(id) ?? 0) + afterFailureMs > now(),
    async renew(connection: ConnectionRow, sealed: SealedCredentials): Promise<Renewal> {
      try {
        const renewal = await refresh(connection, sealed);
        renewedAt.set(connection.id, now());
        failedAt.delete(connection.id);
        return renewal;
      } catch (error) {
        failedAt.set(connection.id, now());
        throw error;
      }
    },
  };
}

export function createKeeper(parts: KeeperParts): TokenKeeper {
  const { now, skewMs } = parts;
  const { renew, hasJustRenewed, hasJustFailed } = remembering(parts);
  return {
    fresh({ connection, sealed, option }) {
      const endsAt = connection.credentialsExpireAt;
      if (option.type !== 'oauth2' || endsAt === null || !sealed || endsAt - now() > skewMs) return undefined;
      const isLive = endsAt > now();
      if (!isRenewable(option, sealed)) return isLive ? undefined : ended(parts, { connection, sealed });
      // One that was renewed a moment ago and ends soon all the same has a short life, and is used for what it is.
      if (isLive && (hasJustFailed(connection.id) || hasJustRenewed(connection.id))) return undefined;
      return whileItLives(parts, { connection, sealed }, { endsAt, renewal: renew(connection, sealed) });
    },
    afterRefusal({ connection, sealed, option }) {
      if (option.type !== 'oauth2' || !sealed || !isRenewable(option, sealed)) return undefined;
      if (hasJustRenewed(connection.id)) return undefined;
      return inTime(renew(connection, sealed)).catch(async (error: unknown) => {
        throw await shown(parts, { connection, sealed }, error);
      });
    },
    async refresh(connection) {
      const { sealed } = await renewable(parts, connection);
      try {
        return (await inTime(renew(connection, sealed))).connection;
      } catch (error) {
        throw (connection.credentialsExpireAt ?? 0) > now()
          ? reported(error)
          : await shown(parts, { connection, sealed }, error);
      }
    },
    async renewAhead(connection) {
      const { sealed, option } = await credentialsOf(parts, connection);
      if (!option || !sealed) return;
      const hasEnded = (connection.credentialsExpireAt ?? 0) <= now();
      if (!isRenewable(option, sealed)) return void (hasEnded && (await noteEnd(parts, { connection, sealed })));
      await renew(connection, sealed).catch(async (error: unknown) => {
        throw hasEnded ? await shown(parts, { connection, sealed }, error) : error;
      });
    },
  };
}

/** The renewal, or nothing when the present token can serve and the renewal fails or takes its time. */
async function whileItLives(
  parts: KeeperParts,
  held: Renewal,
  { endsAt, renewal }: { readonly endsAt: number; readonly renewal: Promise<Renewal> },
): Promise<Renewal | undefined> {
  const isLively = endsAt - parts.now() > livelyMs;
  try {
    return await (isLively ? Promise.race([renewal, sleep(patienceMs, undefined, { ref: false })]) : inTime(renewal));
  } catch (error) {
    if (endsAt <= parts.now()) throw await shown(parts, held, error);
    return noted(parts, held.connection, error);
  } finally {
    // Whoever stopped waiting for it does not want to hear of its failure.
    renewal.catch(() => undefined);
  }
}

/** Errors: `unavailable` when it takes too long; it goes on then. */
function inTime(renewal: Promise<Renewal>): Promise<Renewal> {
  const tooLong = sleep(longestWaitMs, undefined, { ref: false }).then(() => {
    throw new PorinError('unavailable', 'The credentials are being renewed by a process that does not answer');
  });
  return Promise.race([renewal, tooLong]);
}

/** For somebody who asked for a renewal while the present token serves. */
function reported(error: unknown): unknown {
  if (!(error instanceof RefreshUnknown)) return error;
  return new PorinError('outcome_unknown', lost, {
    cause: error,
    hint: 'The present token is used until it ends; connect again before then',
  });
}

async function credentialsOf(parts: RefreshParts, connection: ConnectionRow) {
  const option = await oauth2OptionOf(parts, connection);
  const sealed = option && (await parts.storage.credentials.get(connection.tenantId, connection.id));
  return { option, sealed };
}

async function renewable(parts: RefreshParts, connection: ConnectionRow) {
  const { option, sealed } = await credentialsOf(parts, connection);
  if (option && sealed && isRenewable(option, sealed)) return { sealed };
  throw new PorinError('bad_request', `The connection ${connection.id} has no credentials that can be refreshed`, {
    hint: 'Only sign-ins that gave a refresh token can be; connect again to renew others',
  });
}

async function ended(parts: RefreshParts, held: Renewal): Promise<never> {
  throw await noteEnd(parts, held);
}

function noteEnd(parts: { readonly storage: Storage; readonly now: () => number }, { connection, sealed }: Renewal) {
  const why = 'The sign-in has ended, and the app gave nothing to renew it with';
  return demandConnect(parts, { connection, generation: sealed.version, why });
}

const lost =
  'A renewal of the credentials was interrupted: the app may have replaced the refresh token by one that nobody received';

/** The error for a caller without a usable token. */
async function shown(parts: RefreshParts, { connection, sealed }: Renewal, error: unknown): Promise<unknown> {
  if (!(error instanceof RefreshUnknown)) return error;
  const why = `${lost}, and a second use of the old one could void the whole sign-in`;
  return demandConnect(parts, { connection, generation: sealed.version, why });
}

/** The present token serves; what went wrong is for the log. */
function noted({ logger }: KeeperParts, { id }: ConnectionRow, error: unknown): undefined {
  if (isPorinError(error) && error.code === 'client_action_required') throw error;
  logger.warn({ connectionId: id, error: String(error) }, 'credentials could not be renewed ahead of their end');
  return undefined;
}
