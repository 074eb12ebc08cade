import { type Fields, fieldsOfJson, fieldsOfPairs, fieldsOfText } from './fields.ts';
import { boundariesOf, type Part, partsOf } from './multipart.ts';
import { Refusal } from './refusal.ts';
import type { UploadedFile } from './route.ts';

export interface Body {
  readonly fields: Fields;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** Largest body; the vendor's own limit for files is not known. Reading a form takes several times as much memory. */
const maxBodyBytes = 32 * 1024 * 1024;

const noFiles: ReadonlyMap<string, UploadedFile> = new Map();

function malformed(message: string): Refusal {
  return new Refusal(400, 'BAD_REQUEST', [{ name: 'body', message }]);
}

function jsonBody(text: string): Body {
  if (text.trim() === '') return { fields: fieldsOfPairs([]), files: noFiles };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw malformed(`The body is not JSON: ${cause instanceof Error ? cause.message.slice(0, 200) : String(cause)}`);
  }
  return { fields: fieldsOfJson(parsed), files: noFiles };
}

function multipartBody(contentType: string, bytes: Uint8Array): Body {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boundaries = boundariesOf(contentType, body);
  if (boundaries.length === 0) throw malformed('The multipart body has no boundary');
  for (const boundary of boundaries) {
    const parts = partsOf(body, boundary);
    if (parts !== undefined) return bodyOf(parts);
  }
  throw malformed(`The multipart body has no closing line --${boundaries[0]?.slice(0, 100)}--`);
}

function bodyOf(parts: readonly Part[]): Body {
  const pairs: [string, string][] = [];
  const files = new Map<string, UploadedFile>();
  for (const { name, filename, contentType, bytes } of parts) {
    if (filename === undefined) pairs.push([name, bytes.toString('utf8')]);
    // A form sends a file field that nobody filled as a nameless file of no bytes.
    else if (filename !== '' || bytes.length > 0) files.set(name, { name: filename, contentType, bytes });
  }
  return { fields: fieldsOfPairs(pairs), files };
}

/**
 * Reads a body as the real service must: forms with PHP brackets (also without a Content-Type), multipart, JSON.
 * Errors: Refusal 400 that says what cannot be read.
 */
export function readBody(contentType: string, bytes: Uint8Array): Body {
  if (bytes.byteLength === 0) return { fields: fieldsOfPairs([]), files: noFiles };
  if (/^\s*multipart\//i.test(contentType)) return multipartBody(contentType, bytes);
  const text = new TextDecoder().decode(bytes);
  const isForm = /x-www-form-urlencoded/i.test(contentType);
  const isJson = /json/i.test(contentType) || (!isForm && /^\s*[{[]/.test(text));
  return isJson ? jsonBody(text) : { fields: fieldsOfText(text), files: noFiles };
}

/** The bytes of a request's body. Errors: Refusal 413 above 32 MB, before more is read, and 400 when the caller goes before its end. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  try {
    return await bytesOf(request);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw malformed('The body ended before its announced end');
  }
}

async function bytesOf(request: Request): Promise<Uint8Array> {
  const tooLarge = () =>
    new Refusal(413, 'REQUEST_TOO_LARGE', [{ name: 'body', message: `The body is larger than ${maxBodyBytes} bytes` }]);
  const announced = request.headers.get('content-length');
  if (Number(announced ?? 0) > maxBodyBytes) throw tooLarge();
  // HTTP holds a body to its announced length, and reading it whole is several times as fast.
  if (announced !== null) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
