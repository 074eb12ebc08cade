import type { Effect } from '../../kernel/action.ts';
import { concealed, concealedTexts, needlesOf } from '../../kernel/conceal.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRef, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import { percentDecoded } from '../../kernel/percent.ts';
import type { Egress, EgressRequest } from '../../kernel/ports/egress.ts';
import type { FilesPort } from '../../kernel/ports/gateway.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Signature, Signer } from '../auth/signer.ts';
import { encodeBody } from './encode.ts';
import type { Target } from './target.ts';
import { type Trace, type TraceEntry, traceFailure, traceRequest, traceResponse } from './trace.ts';

export interface CallOptions {
  /** Decides which failures may be repeated. */
  readonly effect: Effect;
  readonly signal: AbortSignal;
  /** Collects what was sent and answered, redacted, for the run's details. */
  readonly trace: Trace;
  /** Keeps the opened credentials registered for redaction until the run is recorded. */
  hold(signature: Signature): void;
  /** Given the entry that the request has in the trace. */
  traced?(entry: TraceEntry): void;
}

/** A request that was not sent, for people to read. */
export interface RequestPreview {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Sends one request of an action: address, signature, body, answer. */
export interface Transport {
  send(target: Target, request: HttpRequest, options: CallOptions): Promise<HttpResponse>;
  /** What `send` would send, with the added credentials hidden. */
  preview(target: Target, request: HttpRequest): RequestPreview;
}

export interface TransportParts {
  readonly signer: Signer;
  readonly egress: Egress;
  readonly files: FilesPort;
  readonly redactor: Redactor;
  /** Address of this gateway, which no request may lead back to. */
  readonly publicUrl: () => string;
}

const acceptJson = 'application/json, */*;q=0.5';

export function createTransport(parts: TransportParts): Transport {
  return {
    async send(target, request, options) {
      const built = build(parts, target, request, options);
      const entry = traceRequest(options.trace, parts.redactor, built.sent, request);
      options.traced?.(entry);
      try {
        const response =
          request.responseType === 'file'
            ? await download(parts, target, request, built)
            : await exchange(parts, request, built);
        traceResponse(entry, parts.redactor, response);
        return response;
      } catch (error) {
        traceFailure(entry, error);
        throw error;
      }
    },
    preview: (target, request) => preview(parts, target, request),
  };
}

interface Built {
  readonly sent: EgressRequest;
  /** The credentials that it carries: no answer may bring them back. */
  readonly secrets: readonly string[];
}

function build(parts: TransportParts, target: Target, request: HttpRequest, options: CallOptions): Built {
  const url = addressOf(target, request);
  if (request.foreign) refuseOurselves(url, parts.publicUrl());
  const signature = takesSignature(target, request, url)
    ? parts.signer.sign(target.option, target.sealed, target.connection.fields)
    : undefined;
  if (signature) options.hold(signature);
  const encoded = request.body === undefined ? undefined : encodeBody(request.body, (ref) => parts.files.read(ref));
  for (const [name, value] of Object.entries(signature?.query ?? {})) url.searchParams.set(name, value);
  const sent: EgressRequest = {
    method: request.method,
    url,
    headers: { accept: acceptJson, ...headersOf(target, request), ...encoded?.headers, ...signature?.headers },
    body: encoded?.body ?? null,
    // The operator's ranges are for apps, not for whatever address an action names.
    policy: request.foreign ? { origins: [url.origin], allowPrivate: false, publicOnly: true } : target.policy,
    // A file is passed on as it comes, so it may be of any size.
    limits: request.responseType === 'file' ? target.streamLimits : target.limits,
    retry: options.effect === 'read' ? 'safe' : 'unprocessed',
    signal: options.signal,
  };
  return { sent, secrets: signature?.secrets ?? [] };
}

/** Credentials go to the app's own origin alone, and not to links that carry their own signature. */
function takesSignature(target: Target, request: HttpRequest, url: URL): boolean {
  return url.origin === target.origin && request.anonymous !== true && request.foreign !== true;
}

/** Under its public name this gateway is an address like any other. */
function refuseOurselves(url: URL, publicUrl: string): void {
  if (!URL.canParse(publicUrl) || url.hostname !== new URL(publicUrl).hostname) return;
  throw new PorinError('egress_denied', `${url.host} is this gateway itself`, {
    hint: 'Actions of this gateway are run by their key: porin act --key ACTION_KEY',
  });
}

async function exchange({ egress }: TransportParts, request: HttpRequest, built: Built): Promise<HttpResponse> {
  const { status, headers, body } = await egress.send(built.sent);
  const shown = concealed(bufferOf(body), needlesOf(built.secrets));
  return { status, headers: concealedHeaders(headers, built), body: decode(shown, headers, request, built.sent) };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function concealedHeaders(headers: HttpResponse['headers'], { secrets }: Built): HttpResponse['headers'] {
  const values = concealedTexts(Object.values(headers), secrets);
  return Object.fromEntries(Object.keys(headers).map((name, index) => [name, values[index] ?? '']));
}

async function download(
  { egress, files }: TransportParts,
  target: Target,
  request: HttpRequest,
  built: Built,
): Promise<HttpResponse> {
  const { status, headers: received, body } = await egress.stream(built.sent);
  const headers = concealedHeaders(received, built);
  const content = body as AsyncIterable<Uint8Array>;
  if (status < 200 || status > 299) {
    const refused = await collect(content, target.limits.maxResponseBytes);
    return { status, headers, body: parsed(concealed(refused, needlesOf(built.secrets))) };
  }
  const file: FileRef = await files.save(target.connection.tenantId, {
    name: fileNameOf(headers) ?? request.fileName ?? 'download',
    contentType: headers['content-type'] ?? 'application/octet-stream',
    content,
  });
  return { status, headers, body: file };
}

function preview({ signer, redactor }: TransportParts, target: Target, request: HttpRequest): RequestPreview {
  const url = addressOf(target, request);
  const signature = takesSignature(target, request, url)
    ? signer.sign(target.option, target.sealed, target.connection.fields)
    : undefined;
  const added = [
    ...Object.keys(signature?.headers ?? {}),
    ...Object.keys(signature?.query ?? {}).map((name) => `?${name}`),
  ];
  const shown = {
    method: request.method,
    url: redactor.redactText(url.href),
    headers: {
      ...redactor.redact(headersOf(target, request)),
      ...Object.fromEntries(added.map((name) => [name, '[redacted]'])),
    },
    ...(request.body === undefined ? {} : { body: redactor.redact(request.body) }),
  };
  signature?.forget();
  return shown;
}

function addressOf(target: Target, request: HttpRequest): URL {
  if (request.url === undefined && !request.path.startsWith('/'))
    throw new PorinError('bad_request', `path: '${request.path}' has to begin with /`);
  const url = parsedUrl(request.url ?? target.baseUrl + request.path);
  const usual = request.foreign ? {} : target.connector.definition.query;
  for (const [name, value] of Object.entries({ ...usual, ...request.query })) {
    if (value !== undefined) url.searchParams.append(name, String(value));
  }
  return url;
}

function parsedUrl(written: string): URL {
  try {
    return new URL(written);
  } catch (cause) {
    throw new PorinError('bad_request', `'${written.slice(0, 200)}' is not an address`, { cause });
  }
}

function headersOf(target: Target, request: HttpRequest): Record<string, string> {
  const usual = request.foreign ? {} : target.connector.definition.headers;
  const given = { ...usual, ...request.headers };
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
}

function decode(
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  request: HttpRequest,
  sent: EgressRequest,
): unknown {
  if (body.byteLength === 0) return undefined;
  if (request.responseType === 'text') return new TextDecoder().decode(body);
  const value = parsed(body);
  const claimsJson = /[/+]json\b/i.test(headers['content-type'] ?? '');
  if (typeof value === 'string' && claimsJson) {
    const code = sent.retry === 'safe' ? 'upstream_failed' : 'outcome_unknown';
    throw new PorinError(code, `The answer to ${sent.method} ${sent.url.pathname} says it is JSON and is not`, {
      details: { begins: value.slice(0, 200) },
    });
  }
  return value;
}

/** JSON when it is JSON, else text. */
function parsed(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so the text is the value.
    return text;
  }
}

async function collect(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function fileNameOf(headers: Readonly<Record<string, string>>): string | undefined {
  const disposition = headers['content-disposition'] ?? '';
  const extended = /filename\*=(?:UTF-8'[^']*')?([^;]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return percentDecoded(extended.trim());
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1];
}
