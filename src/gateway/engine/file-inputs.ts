import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { fileMark } from '../../kernel/files.ts';
import type { FileRef } from '../../kernel/http.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';
import { mediaTypeOf } from '../../kernel/media-types.ts';
import { percentDecoded } from '../../kernel/percent.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { FilesPort } from '../../kernel/ports/gateway.ts';

export interface FileInputParts {
  readonly files: FilesPort;
  readonly egress: Egress;
}

interface FileOwner {
  readonly tenantId: string;
  readonly signal: AbortSignal;
}

const maxHops = 5;
const downloadLimits = {
  concurrency: 8,
  timeoutMs: 120_000,
  maxResponseBytes: Number.MAX_SAFE_INTEGER,
};

const known = new WeakMap<JsonSchema, boolean>();

/** True when the action takes files, at any depth, so that its input must be gone through. */
export function takesFiles(schema: JsonSchema): boolean {
  let takes = known.get(schema);
  if (takes === undefined) {
    // Noted before it is known, so that a schema that leads back to itself ends.
    known.set(schema, false);
    takes = fileMark in schema || [itemsOf(schema), ...Object.values(propertiesOf(schema))].some(takesFiles);
    known.set(schema, takes);
  }
  return takes;
}

const handle = /^(?:file:)?(file_[\w-]+)$/;

/** The input with every file, at any depth, that is named by its bare handle, `file_…` or `file:file_…`, written as the schema has it. */
export function withHandles(input: unknown, schema: JsonSchema): unknown {
  if (fileMark in schema) return handleIn(input);
  if (typeof input !== 'object' || input === null || !takesFiles(schema)) return input;
  if (Array.isArray(input)) return input.map((item) => withHandles(item, itemsOf(schema)));
  const entries = new Map<string, unknown>(Object.entries(input));
  for (const [name, property] of Object.entries(propertiesOf(schema)))
    if (entries.has(name)) entries.set(name, withHandles(entries.get(name), property));
  return Object.fromEntries(entries);
}

function handleIn(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const given = isObject && 'file' in value && Object.keys(value).length === 1 ? value.file : value;
  const file = typeof given === 'string' ? handle.exec(given)?.[1] : undefined;
  return file === undefined ? value : { file };
}

/** A copy of the input in which every file is a handle: uploaded content is kept, addresses are downloaded, foreign handles refused. */
export function fetchFileInputs(
  input: unknown,
  schema: JsonSchema,
  owner: FileOwner,
  parts: FileInputParts,
): Promise<unknown> {
  return fetchAll('', input, schema, { owner, parts });
}

async function fetchAll(
  field: string,
  value: unknown,
  schema: JsonSchema,
  how: { readonly owner: FileOwner; readonly parts: FileInputParts },
): Promise<unknown> {
  if (typeof value !== 'object' || value === null || !takesFiles(schema)) return value;
  if (fileMark in schema) return fetchOne(field, value, how.owner, how.parts);
  if (Array.isArray(value)) {
    const fetched: unknown[] = [];
    for (const [index, item] of value.entries())
      fetched.push(await fetchAll(`${field}[${index}]`, item, itemsOf(schema), how));
    return fetched;
  }
  const entries = new Map<string, unknown>(Object.entries(value));
  for (const [name, property] of Object.entries(propertiesOf(schema)))
    if (entries.has(name))
      entries.set(name, await fetchAll(field === '' ? name : `${field}.${name}`, entries.get(name), property, how));
  return Object.fromEntries(entries);
}

const noSchema: JsonSchema = {};

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const properties = schema['properties'];
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, JsonSchema] => isSchema(entry[1])),
  );
}

function itemsOf(schema: JsonSchema): JsonSchema {
  const items = schema['items'];
  return isSchema(items) ? items : noSchema;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function fetchOne(field: string, value: object, owner: FileOwner, parts: FileInputParts): Promise<FileRef> {
  if ('file' in value && typeof value.file === 'string') return parts.files.get(owner.tenantId, value.file);
  if ('base64' in value && typeof value.base64 === 'string' && 'name' in value && typeof value.name === 'string') {
    const contentType =
      'contentType' in value && typeof value.contentType === 'string' ? value.contentType : mediaTypeOf(value.name);
    return parts.files.save(owner.tenantId, {
      name: value.name,
      contentType,
      content: Buffer.from(value.base64, 'base64'),
    });
  }
  if ('url' in value && typeof value.url === 'string') {
    const name = 'name' in value && typeof value.name === 'string' ? value.name : undefined;
    return download(field, new URL(value.url), name, owner, parts);
  }
  throw new PorinError('bad_request', `${field}: expected {file}, {base64, name} or {url}`);
}

/** No credentials go along; every hop of a redirect passes the address policy again. */
async function download(
  field: string,
  start: URL,
  name: string | undefined,
  { tenantId, signal }: FileOwner,
  { files, egress }: FileInputParts,
): Promise<FileRef> {
  let url = start;
  for (let hop = 0; hop <= maxHops; hop++) {
    const answer = await egress
      .stream({
        method: 'GET',
        url,
        headers: {},
        // The operator's ranges are for apps, not for whatever address an input names.
        policy: { origins: [url.origin], allowPrivate: false, publicOnly: true },
        limits: { ...downloadLimits, key: `file-inputs ${tenantId}` },
        retry: 'safe',
        signal,
      })
      .catch((error: unknown) => {
        throw isPorinError(error) && error.code === 'egress_denied' ? notPublic(field, error) : error;
      });
    if (answer.status >= 200 && answer.status < 300) {
      const fileName = name ?? (percentDecoded(url.pathname.split('/').at(-1) ?? '') || 'download');
      const contentType = answer.headers['content-type'] ?? mediaTypeOf(fileName);
      return files.save(tenantId, { name: fileName, contentType, content: answer.body as AsyncIterable<Uint8Array> });
    }
    answer.body.resume();
    const location = answer.headers['location'];
    if (answer.status < 300 || answer.status > 399 || location === undefined || !URL.canParse(location, url.href)) {
      throw new PorinError('bad_request', `${field}: ${url.origin}${url.pathname} answered ${answer.status}`, {
        hint: 'Give an address that can be read without signing in',
      });
    }
    url = new URL(location, url);
  }
  throw new PorinError('bad_request', `${field}: ${start.href} redirects more than ${maxHops} times`);
}

function notPublic(field: string, cause: PorinError): PorinError {
  return new PorinError('egress_denied', `${field}: ${cause.message}`, {
    hint: 'Files are fetched from public addresses only; upload this one with POST /files',
    cause,
  });
}

/** A whole file in memory. Errors: `payload_too_large`. */
export async function contentOf(files: FilesPort, file: FileRef, maxBytes: number): Promise<Uint8Array> {
  if (file.sizeBytes > maxBytes)
    throw new PorinError(
      'payload_too_large',
      `${file.name} has ${file.sizeBytes} bytes, at most ${maxBytes} are taken`,
      {
        hint: 'Give a smaller file',
      },
    );
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(file)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
