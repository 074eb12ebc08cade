import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import { percentDecode } from '../../kernel/percent.ts';
import type { SafetyRules } from '../../kernel/ports/approvals.ts';
import type { Egress, ProxyRequest } from '../../kernel/ports/egress.ts';
import type { RawProxy } from '../../kernel/ports/http.ts';
import type { Limits } from '../../kernel/ports/limits.ts';
import type { Counter, Logger } from '../../kernel/ports/telemetry.ts';
import { isWithheld } from '../../kernel/withheld-headers.ts';
import { effectOfRequest } from '../actions/types/request-config.ts';
import { neededFor } from '../approvals/rules.ts';
import type { Signature, Signer } from '../auth/signer.ts';
import type { ApiLogWriter } from './api-log-writer.ts';
import { outcomeLabels } from './labels.ts';
import type { LogSettings } from './log-settings.ts';
import type { Renewals } from './renewals.ts';
import { riskOfRaw } from './risk.ts';
import { type Target, type Targets, usable } from './target.ts';

export interface ProxyParts {
  readonly targets: Targets;
  readonly signer: Signer;
  readonly renewals: Renewals;
  readonly egress: Egress;
  readonly logger: Logger;
  readonly requests: Counter;
  readonly limits?: Limits | undefined;
  readonly rules: SafetyRules;
  readonly logSettings: LogSettings;
  readonly apiLogs: ApiLogWriter;
  /** The app answered 401: find out whether the credentials are refused, and note it. */
  unauthorized(target: Target): Promise<void>;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The warm path of a raw request: no SQL, no intermediate copies; credentials are opened for this call only. */
export function createProxy(parts: ProxyParts): RawProxy {
  const { targets, egress, renewals } = parts;
  return async (caller, selector, rest, request, response) => {
    if (!caller.scopes.has('proxy'))
      throw new PorinError('access_denied', 'Raw requests need the scope proxy, which this token has not');
    const found = targets.get(caller.tenantId, selector);
    const stored = usable(found instanceof Promise ? await found : found);
    const method = request.method ?? 'GET';
    refuseUnapproved(parts, stored, { method, headers: request.headers });
    parts.limits?.take('connection', stored.connection.id);
    const settings = parts.logSettings.current();
    const { logsRaw } = settings instanceof Promise ? await settings : settings;
    const lasting = renewals.lasting(stored);
    const round: Round = { target: lasting instanceof Promise ? await lasting : lasting, signatures: [] };
    const headers = forwarded(request.headers);
    const stream = bodyOf(request, headers);
    const body = stream && isRepeatable(round.target, headers) ? await collected(stream) : stream;
    const sent = signedRequest(parts, round, { method, rest, headers, body });
    const { app } = round.target.connector;
    const startedAt = performance.now();
    let status = 0;
    try {
      ({ status } = await egress.proxy(sent, response));
      parts.requests.inc(outcomeLabels(app, classOf(status)));
      if (status === 401) void examine(parts, round.target);
    } catch (error) {
      parts.requests.inc(outcomeLabels(app, classOf(0)));
      throw error;
    } finally {
      const secrets = logsRaw ? round.signatures.flatMap((signature) => signature.secrets) : [];
      if (logsRaw) parts.apiLogs.addRaw(round.target, { method, url: sent.url, status, startedAt, secrets });
      for (const signature of round.signatures) signature.forget();
    }
  };
}

/** What passes through unread cannot be shown to anybody, so that nobody can approve it. Errors: `access_denied`. */
function refuseUnapproved(
  { rules }: ProxyParts,
  { connector }: Target,
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
): void {
  if (rules.approve.size === 0) return;
  if (neededFor(riskOfRaw(effectOfRequest(request), connector), rules) !== 'approve') return;
  throw new PorinError(
    'access_denied',
    `A person has to approve ${request.method} requests first, and a raw one cannot be shown`,
    {
      hint: 'Send it as POST /act {"connectionId", "api": {"method", "path", "body"}}, or porin act --api: that can be approved',
    },
  );
}

/** One raw request on its way: its credentials may be renewed once, when the app refuses them. */
interface Round {
  target: Target;
  readonly signatures: Signature[];
}

interface Raw {
  readonly method: string;
  readonly rest: string;
  /** Signing writes into these; a second signature has the names of the first. */
  readonly headers: Record<string, string>;
  readonly body: IncomingMessage | Uint8Array | null;
}

function signedRequest(parts: ProxyParts, round: Round, raw: Raw): ProxyRequest {
  const { target } = round;
  const url = addressOf(target, raw.rest);
  const { headers } = raw;
  const isOurs = url.origin === target.origin;
  const signature = isOurs ? parts.signer.sign(target.option, target.sealed, target.connection.fields) : undefined;
  if (signature) round.signatures.push(signature);
  // Only what is not compressed can be looked through.
  if (signature && target.connector.definition.echoesCredentials) headers['accept-encoding'] = 'identity';
  for (const name in signature?.headers) headers[name] = signature?.headers[name] ?? '';
  for (const name in signature?.query) url.searchParams.set(name, signature?.query[name] ?? '');
  const mayRenew =
    isOurs &&
    !(raw.body instanceof IncomingMessage) &&
    round.signatures.length === 1 &&
    target.option.type === 'oauth2';
  return {
    method: raw.method,
    url,
    headers,
    body: raw.body,
    policy: target.policy,
    limits: target.streamLimits,
    ...(signature ? { conceal: signature.secrets } : {}),
    // Only a connection that the app closed just before we wrote makes it twice.
    retry: safeMethods.has(raw.method) ? 'safe' : 'never',
    ...(mayRenew ? { insteadOf401: () => renewedRequest(parts, round, raw) } : {}),
  };
}

function renewedRequest(parts: ProxyParts, round: Round, raw: Raw): Promise<ProxyRequest> | undefined {
  return parts.renewals.afterRefusal(round.target)?.then((target) => {
    round.target = target;
    return signedRequest(parts, round, raw);
  });
}

async function examine({ unauthorized, logger }: ProxyParts, target: Target): Promise<void> {
  try {
    await unauthorized(target);
  } catch (error) {
    const { id } = target.connection;
    logger.warn({ connectionId: id, error: String(error) }, 'the refused credentials could not be examined');
  }
}

const classes = ['failed', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** Status 0 means that no answer came. */
function classOf(status: number): string {
  return classes[Math.min(5, Math.floor(status / 100))] ?? 'failed';
}

function addressOf(target: Target, rest: string): URL {
  const isAbsolute = /^https?(:|%3a)/i.test(rest);
  const written = isAbsolute ? absolute(rest) : `${target.baseUrl}/${rest}`;
  try {
    return new URL(written);
  } catch (cause) {
    throw new PorinError('bad_request', `'${rest.slice(0, 200)}' is not a path of the app`, { cause });
  }
}

/** Some clients encode a full URL inside a path, others lose one of its slashes. */
function absolute(rest: string): string {
  const plain = /^https?%3a/i.test(rest) ? rest.replace(/^[^?]*/, decoded) : rest;
  return plain.replace(/^(https?):\/*/i, '$1://');
}

function decoded(text: string): string {
  const plain = percentDecode(text);
  if (plain !== undefined) return plain;
  throw new PorinError('bad_request', `'${text.slice(0, 200)}' is not a path of the app`);
}

function forwarded(given: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  const named = namedByConnection(given.connection);
  for (const name in given) {
    const value = given[name];
    if (value === undefined || isWithheld(name)) continue;
    if (named?.has(name)) continue;
    headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}

/** Headers that the caller's `Connection` keeps to its own hop; undefined for the everyday values. */
function namedByConnection(value: string | undefined): ReadonlySet<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined;
  return new Set(value.split(',').map((name) => name.trim().toLowerCase()));
}

const maxRepeatableBytes = 64 * 1024;

/** A small body whose credentials may turn out to have ended is kept, so that it can be sent once more with renewed ones. */
function isRepeatable({ option }: Target, headers: Readonly<Record<string, string>>): boolean {
  return option.type === 'oauth2' && Number(headers['content-length']) <= maxRepeatableBytes;
}

async function collected(stream: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The incoming stream, with its length when it is known; nothing for a request without a body. */
function bodyOf(request: IncomingMessage, headers: Record<string, string>): IncomingMessage | null {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (length === undefined && coding === undefined) return null;
  // Only chunks are taken apart here; what else was done to the body the app would not be told.
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    throw new PorinError('bad_request', `transfer-encoding: '${coding.slice(0, 100)}' is not passed on, only chunked`);
  if (length === '0') return null;
  if (length !== undefined) headers['content-length'] = length;
  return request;
}
