import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished } from 'vitest';
import type { Connector } from '../../src/gateway/catalog/catalog.ts';
import { encodeBody } from '../../src/gateway/engine/encode.ts';
import { judge } from '../../src/gateway/engine/outcome.ts';
import { writeSteps } from '../../src/gateway/files/step-drafts.ts';
import { type Effect, fileAction, type RunTools, type TextFile } from '../../src/kernel/action.ts';
import { isPorinError } from '../../src/kernel/errors.ts';
import type { HttpRequest, HttpResponse } from '../../src/kernel/http.ts';
import { describeIssues } from '../../src/kernel/issues.ts';
import { mediaTypeOf } from '../../src/kernel/media-types.ts';
import type { ConnectorModule } from '../../src/kernel/module.ts';
import type { SandboxDefinition } from '../../src/sandbox/definition.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

const redactor = { redact: (value: unknown) => value, redactText: (text: string) => text } as any;
const reading = { key: 'test', effect: 'read' } as const;

/** A request that an action made, and what came back. */
export interface Made {
  readonly line: string;
  readonly status: number;
}

export interface AppOnSandbox {
  readonly module: ConnectorModule;
  readonly definition: SandboxDefinition;
  /** Headers that sign a request with the sandbox's credentials. */
  sign(credentials: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
}

/** Runs actions on a fresh sandbox in this process, its clock frozen at a Friday noon in Warsaw, with the engine's own encoding and judging. */
export async function bootActionsOf({ module, definition, sign }: AppOnSandbox) {
  const connector = { definition: module.definition, hooks: module.hooks ?? {} } as unknown as Connector;
  const sandbox = await createSandbox(definition, { app: module.app });
  onTestFinished(() => sandbox.close());
  const { clock } = sandbox.world;
  const freeze = () => {
    clock.set('2026-11-20T11:00:30Z');
    clock.freeze();
  };
  freeze();
  await sandbox.reset({ seed: false });
  freeze();
  await sandbox.seed();
  const made: Made[] = [];
  /** Called around each request, to let things happen between two of them, or to lose an answer by throwing. */
  const hooks: { before(line: string): void; after(line: string): void } = {
    before: () => undefined,
    after: () => undefined,
  };
  const files: (TextFile & { readonly text: string })[] = [];
  const drafts = { directory: mkdtempSync(join(tmpdir(), 'porin-steps-')), maxBytes: 2 ** 30 };
  onTestFinished(() => rmSync(drafts.directory, { recursive: true }));
  const slept: number[] = [];
  const uploads = new Map<string, Buffer>();
  const baseUrl = `${sandbox.world.origin}${definition.basePath}`;
  const signed = sign(sandbox.credentials);

  async function call(request: HttpRequest, action: { key: string; effect: Effect } = reading): Promise<HttpResponse> {
    const query = new URLSearchParams(JSON.parse(JSON.stringify(request.query ?? {})));
    const url = request.url ?? `${baseUrl}${request.path}${query.size === 0 ? '' : `?${query}`}`;
    const encoded =
      request.body === undefined
        ? undefined
        : encodeBody(request.body, (ref) => Readable.from([uploads.get(ref.file) ?? Buffer.of()]));
    const headers = { ...request.headers, ...encoded?.headers, ...(request.anonymous ? {} : signed) };
    const body = encoded === undefined ? null : await bytesOf(encoded.body);
    const line = `${request.method} ${url.replace(sandbox.world.origin, '')}`;
    hooks.before(line);
    const answer = await sandbox.fetch(new Request(url, { method: request.method, headers, body }));
    made.push({ line, status: answer.status });
    hooks.after(line);
    const response = {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await read(answer, request),
    };
    return judge(response, connector, action, redactor, { signed: !request.anonymous, request });
  }

  const tools: RunTools = {
    call: (request) => call(request),
    facts: {
      connectionId: 'con_1',
      baseUrl,
      sandbox: true,
      fields: {},
      get now() {
        return clock.now();
      },
    },
    runId: 'run_1',
    async sleep(ms) {
      slept.push(ms);
      sandbox.moveClock((world) => world.clock.advance(ms));
    },
    async readFile({ file }) {
      return uploads.get(file) ?? Buffer.of();
    },
    async saveText(file) {
      let text = '';
      for await (const piece of typeof file.text === 'string' ? [file.text] : file.text) text += piece;
      files.push({ ...file, text });
      return refOf(file.name, file.contentType, Buffer.from(text));
    },
    async saveSteps(file) {
      const { path, state, isFull, forget } = await writeSteps(drafts, file.work, file);
      const text = readFileSync(path, 'utf8');
      rmSync(path);
      await forget();
      files.push({ ...file, text });
      return { file: refOf(file.name, file.contentType, Buffer.from(text)), state, isFull };
    },
    log: () => undefined,
    signal: new AbortController().signal,
  };

  let runs = 0;
  /** Runs an action as the engine does; its output is checked against its own schema, which must know everything of it. */
  async function run(key: string, input: unknown = {}): Promise<any> {
    const found = module.actions[key];
    if (!found) throw new Error(`no action ${key}`);
    const action = fileAction(key, found);
    const checked = action.validate(input);
    if (!checked.ok) throw new Error(describeIssues(checked.issues));
    const acting = (request: HttpRequest) => call(request, { key, effect: request.effect ?? action.effect });
    const value = withFiles(checked.value);
    runs += 1;
    const output = await advised(value, async () =>
      'run' in action
        ? action.run(value, { ...tools, call: acting, runId: `run_${runs}` })
        : action.result(await acting(action.request(value, tools.facts)), value),
    );
    const read = found.output.safeParse(output);
    expect(read.error?.issues ?? [], key).toEqual([]);
    expect(read.data, key).toEqual(JSON.parse(JSON.stringify(output)));
    return read.data;
  }

  /** Inputs with base64 files as the engine hands them on. */
  function withFiles(input: any): any {
    if (Array.isArray(input)) return input.map(withFiles);
    if (typeof input !== 'object' || input === null) return input;
    if (typeof input.base64 !== 'string')
      return Object.fromEntries(Object.entries(input).map(([name, member]) => [name, withFiles(member)]));
    const bytes = Buffer.from(input.base64, 'base64');
    const ref = refOf(input.name, input.contentType ?? mediaTypeOf(input.name), bytes);
    uploads.set(ref.file, bytes);
    return ref;
  }

  async function advised(input: unknown, work: () => Promise<unknown>): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      const status = isPorinError(error) ? (error.details as any)?.status : undefined;
      if (!isPorinError(error) || typeof status !== 'number') throw error;
      const hint = await connector.hooks.advice?.({ status, message: error.message, input }, tools.call);
      throw hint === undefined ? error : Object.assign(error, { hint });
    }
  }

  const advance = (minutes: number) => sandbox.moveClock((world) => world.clock.advance(minutes * 60_000));
  const control = (name: string, input: unknown) => {
    const found = definition.controls?.[name];
    if (!found) throw new Error(`no control ${name}`);
    return found.run(sandbox.world, found.input.parse(input) as never);
  };
  return { sandbox, hooks, run, call: tools.call, tools, made, files, drafts, slept, advance, control };
}

async function read(answer: Response, request: HttpRequest): Promise<unknown> {
  if (request.responseType === 'file' && answer.ok) {
    const disposition = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
    const type = answer.headers.get('content-type') ?? 'application/octet-stream';
    return refOf(disposition ?? request.fileName ?? 'download', type, Buffer.from(await answer.arrayBuffer()));
  }
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so the text is the value.
    return text === '' ? undefined : text;
  }
}

function refOf(name: string, contentType: string, bytes: Buffer) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file: `file_${sha256.slice(0, 8)}`, name, contentType, sizeBytes: bytes.length, sha256 };
}

async function bytesOf(body: unknown): Promise<string | Uint8Array<ArrayBuffer>> {
  if (typeof body === 'string') return body;
  const chunks: Uint8Array[] = [];
  // An encoded body is text or a stream of bytes.
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
