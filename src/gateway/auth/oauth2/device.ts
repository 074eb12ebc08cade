import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { digestOf } from '../../../kernel/digest.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { BegunSignIn, FinishedSignIn } from '../../../kernel/ports/connect.ts';
import type { Storage } from '../../../kernel/ports/storage.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { newUnguessable } from '../../../kernel/unguessable.ts';
import { checkCredentialInput } from '../credential-input.ts';
import { TokenRefusal } from './answers.ts';
import { exchanged, exchangeOf } from './exchanges.ts';
import { afterSignIn } from './flows.ts';
import {
  type Beginner,
  failure,
  flowMs,
  type SignedIn,
  type SignInParts,
  signedIn,
  storeFlow,
  takeFlow,
} from './sign-in.ts';
import type { DeviceStart, Exchange } from './token-requests.ts';
import type { TokenSet } from './tokens.ts';

export interface DeviceParts extends SignInParts {
  readonly logger: Logger;
  /** Ends the polling of this process. */
  readonly stopping: AbortSignal;
}

/** Tries, seals and stores what a sign-in gave, or says why there is nothing. Errors: our own faults. */
export type Settle = (done: Promise<SignedIn>) => Promise<FinishedSignIn>;

const slowDownMs = 5_000;
const maxIntervalMs = 60_000;
const purpose = 'device_sign_in';

/**
 * Begins a sign-in by a code that is entered anywhere (RFC 8628). This process asks the app until it is entered; when the process ends,
 * the person starts again. Errors: as `ConnectPort.begin`.
 */
export async function beginOnDevice(parts: DeviceParts, beginner: Beginner, settle: Settle): Promise<BegunSignIn> {
  const { row, option, browserToken } = beginner;
  const entered = checkCredentialInput(option, beginner.input);
  const candidate = { ...row, fields: entered.fields };
  const exchange = await exchangeOf(parts, candidate, option, entered.secrets);
  const start = await exchanged(parts, [exchange.client.secret], () => parts.requests.startDevice(exchange)).catch(
    (error: unknown) => {
      throw error instanceof TokenRefusal ? asRefusal(error) : error;
    },
  );
  const { token: ticket, hash } = newUnguessable();
  const expiresAt = parts.now() + Math.min(start.expiresInMs, flowMs);
  await storeFlow(parts, beginner, { hash, redirectUri: '', entered });
  void follow(parts, { exchange, start, expiresAt, ticket, browserToken, settle });
  const { userCode, verificationUri, verificationUriComplete } = start;
  return {
    by: 'device',
    ticket,
    userCode,
    verificationUri,
    ...(verificationUriComplete === undefined ? {} : { verificationUriComplete }),
    expiresAt,
  };
}

/** The person cannot begin, so it is told on the form. */
function asRefusal(error: TokenRefusal): PorinError {
  return new PorinError('bad_request', error.message, { hint: 'Check how the app is set up', cause: error });
}

interface Followed {
  readonly exchange: Exchange;
  readonly start: DeviceStart;
  readonly expiresAt: number;
  readonly ticket: string;
  readonly browserToken: string;
  readonly settle: Settle;
}

async function follow(parts: DeviceParts, followed: Followed): Promise<void> {
  const { ticket, browserToken } = followed;
  try {
    await note(parts, ticket, browserToken, await outcomeOf(parts, followed));
  } catch (error) {
    if (parts.stopping.aborted) return;
    parts.logger.error({ error: String(error) }, 'the end of a sign-in by code could not be noted');
  }
}

async function outcomeOf(parts: DeviceParts, followed: Followed): Promise<DeviceResult> {
  const entered = enter(parts, followed);
  try {
    const finished = await followed.settle(entered);
    const { status, after } = finished;
    if (status === 'failed') return { status, message: finished.message, hint: finished.hint, after };
    const { tenantId, id: connectionId } = (await entered).candidate;
    return { status, tenantId, connectionId, after };
  } catch (error) {
    if (parts.stopping.aborted) throw error;
    parts.logger.error({ error: String(error) }, 'a sign-in by code failed');
    return { status: 'failed', message: 'The gateway failed', hint: 'Start again', after: {} };
  }
}

async function enter(parts: DeviceParts, followed: Followed): Promise<SignedIn> {
  const { exchange, start, ticket, browserToken } = followed;
  const hidden = [start.deviceCode, exchange.client.secret];
  const outcome = await exchanged(parts, hidden, () => poll(parts, followed)).catch((error: unknown) => ({ error }));
  const { row, option, secrets, after } = await takeFlow(parts, ticket, browserToken);
  if ('error' in outcome) throw failure(outcome.error, { row, linkToken: secrets.linkToken, after });
  const candidate = { ...row, authOption: option.key, fields: secrets.fields };
  return signedIn(candidate, secrets, outcome, after);
}

async function poll(parts: DeviceParts, { exchange, start, expiresAt }: Followed): Promise<TokenSet> {
  let intervalMs = start.intervalMs;
  for (;;) {
    await sleep(intervalMs, undefined, { signal: parts.stopping, ref: false });
    if (parts.now() >= expiresAt) throw new TokenRefusal('expired_token', 'The code was not entered in time');
    try {
      return await parts.requests.pollDevice(exchange, start.deviceCode);
    } catch (error) {
      intervalMs = nextInterval(error, intervalMs);
    }
  }
}

/** RFC 8628 §3.5. Errors: the given one, when asking again cannot help. */
function nextInterval(error: unknown, intervalMs: number): number {
  if (error instanceof TokenRefusal) {
    if (error.code === 'authorization_pending') return intervalMs;
    if (error.code === 'slow_down') return intervalMs + slowDownMs;
    throw error;
  }
  if (isPorinError(error) && (error.code === 'upstream_failed' || error.code === 'outcome_unknown'))
    return Math.min(maxIntervalMs, Math.max(intervalMs, 1_000) * 2);
  throw error;
}

const deviceResult = z.union([
  z.object({ status: z.literal('connected'), tenantId: z.string(), connectionId: z.string(), after: afterSignIn }),
  z.object({ status: z.literal('failed'), message: z.string(), hint: z.string(), after: afterSignIn }),
]);

export type DeviceResult = z.infer<typeof deviceResult>;

/** How a sign-in by code ended; undefined while it has not. Only for the browser that began it. */
export async function deviceResultOf(
  { storage, now }: { readonly storage: Pick<Storage, 'oneTime'>; readonly now: () => number },
  ticket: string,
  browserToken: string,
): Promise<DeviceResult | undefined> {
  const found = await storage.oneTime.find(digestOf(`${ticket} ${browserToken}`), purpose, now());
  return found && deviceResult.parse(found.subject);
}

async function note(
  { storage, now }: DeviceParts,
  ticket: string,
  browserToken: string,
  subject: DeviceResult,
): Promise<void> {
  const createdAt = now();
  await storage.oneTime.insert({
    hash: digestOf(`${ticket} ${browserToken}`),
    purpose,
    subject,
    createdAt,
    expiresAt: createdAt + flowMs,
    usedAt: null,
  });
}
