import { setTimeout as wait } from 'node:timers/promises';
import type { Action, TextFile } from '../../kernel/action.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { FileRef, HttpRequest, HttpResponse } from '../../kernel/http.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { StepFile } from '../../kernel/step-file.ts';
import type { Signature } from '../auth/signer.ts';
import { contentOf, type FileInputParts, fetchFileInputs, takesFiles } from './file-inputs.ts';
import { CredentialsRefused, judge } from './outcome.ts';
import type { Renewals } from './renewals.ts';
import type { Target } from './target.ts';
import type { Trace, TraceEntry } from './trace.ts';
import type { Transport } from './transport.ts';

/** What the clock of an app's sandbox says; undefined when none runs. */
export type SandboxNow = (app: string) => number | undefined;

export interface ExecuteParts {
  readonly transport: Transport;
  readonly renewals: Renewals;
  readonly fileInputs: FileInputParts;
  readonly redactor: Redactor;
  readonly now: () => number;
  readonly sandboxNow?: SandboxNow;
  /** Finds out whether the app refuses the credentials altogether, and notes it with the connection. */
  credentialsRefused(target: Target, refused: CredentialsRefused): Promise<unknown>;
}

/** Where a run is; its credentials may be renewed while it goes on. */
export interface Place {
  target: Target;
}

export interface Execution {
  readonly place: Place;
  readonly action: Action;
  readonly input: unknown;
  readonly tenantId: string;
  readonly runId: string;
  readonly trace: Trace;
  /** The signatures of this run's requests: what has to be redacted from its record. */
  readonly held: Signature[];
  readonly signal: AbortSignal;
}

/** Does what the action says: its requests, each by the whole path, and its result. */
export async function execute(parts: ExecuteParts, execution: Execution): Promise<unknown> {
  const { place, action, input, tenantId, runId, trace, signal } = execution;
  const ready = takesFiles(action.inputSchema)
    ? await fetchFileInputs(input, action.inputSchema, { tenantId, signal }, parts.fileInputs)
    : input;
  const facts = factsOf(place.target, parts);
  const refusals: CredentialsRefused[] = [];
  const asked = caller(parts, execution);
  const advised = (work: () => Promise<unknown>) => withAdvice(parts, execution, work);
  if (!('run' in action))
    return advised(async () => action.result(await asked(await action.request(ready, facts)), ready));
  const call = answering(asked, refusals);
  const sleep = (ms: number) => wait(ms, undefined, { signal });
  const readFile = (file: FileRef, maxBytes: number) => contentOf(parts.fileInputs.files, file, maxBytes);
  const saveText = ({ text, ...file }: TextFile) =>
    parts.fileInputs.files.save(tenantId, { ...file, content: bytesOf(text) });
  const saveSteps = (file: StepFile) => {
    const key = JSON.stringify([facts.connectionId, action.id ?? action.key]);
    return parts.fileInputs.files.saveSteps({ tenantId, key }, file);
  };
  const log = (lines: readonly string[]) => {
    trace.logs = [...(trace.logs ?? []), ...lines];
  };
  return outlasting(parts, { place, refusals }, () =>
    advised(() => action.run(ready, { call, facts, runId, sleep, readFile, saveText, saveSteps, log, signal })),
  );
}

function bytesOf(text: TextFile['text']): Uint8Array | AsyncIterable<Uint8Array> {
  return typeof text === 'string' ? Buffer.from(text) : encoded(text);
}

async function* encoded(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** A refusal with the connector's own hint, when it has a better one; looking for it never fails the run in another way. */
async function withAdvice(parts: ExecuteParts, execution: Execution, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const { advice } = execution.place.target.connector.hooks;
    if (!advice || !isPorinError(error) || error.code !== 'upstream_refused') throw error;
    const { message, details, cause } = error;
    const status = typeof details === 'object' && details !== null && 'status' in details ? details.status : undefined;
    if (typeof status !== 'number') throw error;
    const look = caller(parts, { ...execution, action: { ...execution.action, effect: 'read' } });
    // The refusal is what the caller has to know; without advice it stands as it is.
    const hint = await advice({ status, message, input: execution.input }, look).catch(() => undefined);
    throw hint === undefined ? error : new PorinError('upstream_refused', message, { details, cause, hint });
  }
}

/** An action may catch that its credentials were refused: its run goes on, and the connection has to be renewed all the same. */
async function outlasting(
  parts: ExecuteParts,
  { place, refusals }: { readonly place: Place; readonly refusals: readonly CredentialsRefused[] },
  run: () => Promise<unknown>,
): Promise<unknown> {
  let isNoted = false;
  try {
    return await run();
  } catch (error) {
    const refused = refusals.find(
      (one) => isPorinError(error) && (error.cause === one || statusOf(error) === one.status),
    );
    isNoted = refused !== undefined;
    throw refused ?? error;
  } finally {
    const [refused] = refusals;
    // What the run did counts for its caller; the next refusal is noted again.
    if (refused && !isNoted) await parts.credentialsRefused(place.target, refused).catch(() => undefined);
  }
}

/** Of the app's answer that code did not catch. */
function statusOf({ code, details }: PorinError): unknown {
  if (code !== 'custom_code') return undefined;
  return typeof details === 'object' && details !== null && 'status' in details ? details.status : undefined;
}

/** An action of several calls may tell what it did before its credentials were refused; code gets the answer itself. `refusals` keeps why. */
function answering(call: (request: HttpRequest) => Promise<HttpResponse>, refusals: CredentialsRefused[]) {
  return async (request: HttpRequest) => {
    try {
      return await call(request);
    } catch (error) {
      if (!(error instanceof CredentialsRefused)) throw error;
      refusals.push(error);
      if (request.forCode && error.response) return error.response;
      const { message, status } = error;
      throw new PorinError('client_action_required', message, { details: { status }, cause: error });
    }
  };
}

function caller(parts: ExecuteParts, { place, action, trace, held, signal }: Execution) {
  const { transport, redactor, renewals } = parts;
  const send = async (request: HttpRequest) => {
    const effect = request.effect ?? action.effect;
    let signed = false;
    const hold = (signature: Signature) => {
      signed ||= addsAnything(signature);
      held.push(signature);
    };
    let entry: TraceEntry | undefined;
    const traced = (made: TraceEntry) => {
      entry = made;
      if (effect === 'read') made.isRead = true;
    };
    const response = await transport.send(place.target, request, { effect, signal, trace, hold, traced });
    try {
      return judge(response, place.target.connector, { key: action.key, effect }, redactor, { signed, request });
    } catch (error) {
      if (entry) entry.isRefused = true;
      throw error;
    }
  };
  return async (request: HttpRequest) => {
    place.target = await renewals.lasting(place.target);
    try {
      return await send(request);
    } catch (error) {
      // The app did nothing with a request whose credentials it refused, so it may be sent again.
      const renewed = error instanceof CredentialsRefused ? renewals.afterRefusal(place.target) : undefined;
      if (renewed === undefined) throw error;
      place.target = await renewed;
      return send(request);
    }
  };
}

function addsAnything({ headers, query }: Signature): boolean {
  return Object.keys(headers).length > 0 || Object.keys(query).length > 0;
}

/** Of a connection to a sandbox `now` is the sandbox's: what it did today was done on its own day. */
export function factsOf(
  { connection, baseUrl }: Target,
  { now: machineNow, sandboxNow }: Pick<ExecuteParts, 'now' | 'sandboxNow'>,
) {
  const now = (connection.sandbox ? sandboxNow?.(connection.app) : undefined) ?? machineNow();
  return { connectionId: connection.id, baseUrl, sandbox: connection.sandbox, fields: connection.fields, now };
}
