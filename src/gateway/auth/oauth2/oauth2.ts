import type { OAuth2Option } from '../../../kernel/connector.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { BegunSignIn } from '../../../kernel/ports/connect.ts';
import type { Egress } from '../../../kernel/ports/egress.ts';
import type { ConnectionRow } from '../../../kernel/ports/storage.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import type { CheckedCredentials } from '../credential-input.ts';
import { TokenRefusal } from './answers.ts';
import { integrationOf, missingParameters } from './client.ts';
import { beginOnDevice, type DeviceResult, deviceResultOf, type Settle } from './device.ts';
import { type ExchangeParts, exchanged, exchangeOf } from './exchanges.ts';
import { createKeeper, type TokenKeeper } from './keeper.ts';
import { createRefresh } from './refresh.ts';
import { revoke, revokeUnused } from './revoke.ts';
import { type Beginner, beginInBrowser, finishInBrowser, type SignedIn } from './sign-in.ts';
import { startSweeper } from './sweeper.ts';
import { createTokenRequests } from './token-requests.ts';
import { type CredentialValues, firstValues } from './tokens.ts';

export interface OAuth2Parts extends Omit<ExchangeParts, 'requests'> {
  readonly egress: Pick<Egress, 'send'>;
  readonly logger: Logger;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  readonly now: () => number;
  readonly timing?: Partial<OAuth2Timing>;
}

/** Milliseconds. */
export interface OAuth2Timing {
  /** How long before its end a token is not used any more. */
  readonly skewMs: number;
  /** Longest wait for an authorization server's answer. */
  readonly requestMs: number;
  /** How much longer than that a refresh is somebody's who says nothing: how long a living process may be stopped. */
  readonly leaseMarginMs: number;
  /** How often who refreshes says that it lives. */
  readonly beatMs: number;
}

/** What was obtained for a connection: the values to seal, and when they end. */
export interface Obtained {
  readonly values: CredentialValues;
  readonly expiresAt: number | null;
}

/** OAuth 2 towards apps: sign-ins, tokens that stay valid, revocation. */
export interface OAuth2 {
  readonly keeper: TokenKeeper;
  /** Errors: as `ConnectPort.begin`. `settle` is called with a sign-in by code, which ends here. */
  begin(beginner: Beginner, settle: Settle): Promise<BegunSignIn>;
  /** Errors: `SignInFailed`. */
  finish(query: URLSearchParams, browserToken: string | undefined): Promise<SignedIn>;
  deviceResult(ticket: string, browserToken: string): Promise<DeviceResult | undefined>;
  /** Fetches a token with a client that a person entered. Errors: `bad_request` when the app refuses it, or when the option needs a sign-in. */
  obtain(row: ConnectionRow, option: OAuth2Option, entered: CheckedCredentials): Promise<Obtained>;
  /** The parameters that a connection's integration lacks; not empty means CONFIGURATION_ERROR. */
  missingParameters(
    row: Pick<ConnectionRow, 'integrationId' | 'app'>,
    option: OAuth2Option,
  ): Promise<readonly string[]>;
  /** Revokes a connection's tokens at the app, as well as it can; to be called before they are erased. */
  revoke(row: ConnectionRow): Promise<void>;
  /** The same for tokens that were never stored. */
  revokeUnused(row: ConnectionRow, values: CredentialValues): Promise<void>;
  /** Refreshes now what ends soon, as happens twice a minute anyway. */
  sweep(): Promise<void>;
  stop(): void;
}

const defaults: OAuth2Timing = { skewMs: 60_000, requestMs: 15_000, leaseMarginMs: 30_000, beatMs: 2_000 };

export function createOAuth2({ timing, ...given }: OAuth2Parts): OAuth2 {
  const { skewMs, requestMs, leaseMarginMs, beatMs } = { ...defaults, ...timing };
  const stopping = new AbortController();
  const requests = createTokenRequests({ egress: given.egress, now: given.now, timeoutMs: requestMs });
  const parts = {
    ...given,
    requests,
    skewMs,
    leaseMs: requestMs + leaseMarginMs,
    beatMs,
    stopping: stopping.signal,
  };
  const keeper = createKeeper({ ...parts, refresh: createRefresh(parts) });
  const sweeper = startSweeper({ ...parts, keeper });
  return {
    keeper,
    begin: (beginner, settle) => begin(parts, beginner, settle),
    finish: (query, browserToken) => finishInBrowser(parts, query, browserToken),
    deviceResult: (ticket, browserToken) => deviceResultOf(parts, ticket, browserToken),
    obtain: (row, option, entered) => obtain(parts, row, option, entered),
    missingParameters: (row, option) => missingParameters(parts, integrationOf(row), option),
    revoke: (row) => revoke(parts, row),
    revokeUnused: (row, values) => revokeUnused(parts, row, values),
    sweep: sweeper.sweep,
    stop() {
      stopping.abort();
      sweeper.stop();
    },
  };
}

function begin(parts: Parameters<typeof beginOnDevice>[0], beginner: Beginner, settle: Settle): Promise<BegunSignIn> {
  switch (beginner.option.grant) {
    case 'authorization_code':
      return beginInBrowser(parts, beginner);
    case 'device_code':
      return beginOnDevice(parts, beginner, settle);
    case 'client_credentials':
      throw new PorinError('bad_request', `option: '${beginner.option.key}' needs no sign-in`, {
        hint: 'Send its credentials with the form',
      });
  }
}

async function obtain(
  parts: ExchangeParts,
  row: ConnectionRow,
  option: OAuth2Option,
  { secrets, fields }: CheckedCredentials,
): Promise<Obtained> {
  if (option.grant !== 'client_credentials') {
    throw new PorinError('bad_request', `${option.title}: the app asks for a sign-in, which no input can replace`, {
      hint: 'Open the connect page and sign in there',
    });
  }
  const exchange = await exchangeOf(parts, { ...row, fields }, option, secrets);
  try {
    const tokens = await exchanged(parts, Object.values(secrets), () => parts.requests.clientCredentials(exchange));
    return { values: firstValues(secrets, tokens), expiresAt: tokens.expiresAt };
  } catch (error) {
    if (!(error instanceof TokenRefusal)) throw error;
    throw new PorinError('bad_request', error.message, {
      cause: error,
      hint: 'Check the client id and secret',
    });
  }
}
