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
/** True when the action takes files, so that its input must be gone through. */
export function takesFiles(schema: JsonSchema): boolean {
  return fileFields(schema).length > 0;
}

const handle = /^(?:file:)?(file_[\w-]+)$/;

/** The input with every file that is named by its bare handle, `file_…` or `file:file_…`, written as the schema has it. */
export function withHandles(input: unknown, schema: JsonSchema): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const named = fileFields(schema).flatMap((field): [string, unknown][] => {
    const value: unknown = Object.hasOwn(input, field) ? Reflect.get(input, field) : undefined;
    const isObject = typeof value === 'object' && value !== null;
    const given = isObject && 'file' in value && Object.keys(value).length === 1 ? value.file : value;
    const file = typeof given === 'string' ? handle.exec(given)?.[1] : undefined;
    return file === undefined ? [] : [[field, { file }]];
  });
  return named.length === 0 ? input : Object.fromEntries([...Object.entries(input), ...named]);
}

/** A copy of the input in which every file is a handle: uploaded content is kept, addresses are downloaded, foreign handles refused. */
export async function fetchFileInputs(
  input: unknown,
  schema: JsonSchema,
  owner: FileOwner,
  parts: FileInputParts,
): Promise<unknown> {
  if (typeof input !== 'object' || input === null) return input;
  const entries = new Map<string, unknown>(Object.entries(input));
  for (const field of fileFields(schema)) {
    const value = entries.get(field);
    if (typeof value === 'object' && value !== null) entries.set(field, await fetchOne(field, value, owner, parts));
  }
  return Object.fromEntries(entries);
}

function fileFields(schema: JsonSchema): string[] {
  const properties = schema['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, property]: [string, unknown]) =>
    typeof property === 'object' && property !== null && fileMark in property ? [name] : [],
  );
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
