import { type Fields, fieldsOfJson, fieldsOfPairs } from './fields.ts';
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

/** The boundary as the header or, when a client lost it, the body's first line has it. */
function boundaryOf(contentType: string, bytes: Uint8Array): string | undefined {
  const named = /boundary=(?:"([^"]+)"|([^\s;,]+))/i.exec(contentType);
  if (named !== null) return named[1] ?? named[2];
  const firstLine = /^--([^\r\n]{1,70})\r?\n/.exec(new TextDecoder('latin1').decode(bytes.subarray(0, 100)));
  return firstLine?.[1];
}

async function multipartBody(contentType: string, bytes: Uint8Array): Promise<Body> {
  const boundary = boundaryOf(contentType, bytes);
  if (boundary === undefined) throw malformed('The multipart body has no boundary');
  let form: FormData;
  try {
    // Rebuilt, because one client writes a comma before the boundary.
    const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` };
    form = await new Response(new Blob([bytes]), { headers }).formData();
  } catch (cause) {
    if (isEmptyForm(bytes, boundary)) return { fields: fieldsOfPairs([]), files: noFiles };
    throw malformed(`The multipart body cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const pairs: [string, string][] = [];
  const files = new Map<string, UploadedFile>();
  for (const [name, part] of form.entries()) {
    if (typeof part === 'string') pairs.push([name, part]);
    else files.set(name, { name: part.name, contentType: part.type, bytes: new Uint8Array(await part.arrayBuffer()) });
  }
  return { fields: fieldsOfPairs(pairs), files };
}

/** A body that is nothing but its closing line. */
function isEmptyForm(bytes: Uint8Array, boundary: string): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 200)).trim() === `--${boundary}--`;
}

/**
 * Reads a body as the real service must: forms with PHP brackets (also without a Content-Type), multipart, JSON.
 * Errors: Refusal 400 that says what cannot be read.
 */
export async function readBody(contentType: string, bytes: Uint8Array): Promise<Body> {
  if (bytes.byteLength === 0) return { fields: fieldsOfPairs([]), files: noFiles };
  if (/multipart\/form-data/i.test(contentType)) return multipartBody(contentType, bytes);
  const text = new TextDecoder().decode(bytes);
  const isJson = /json/i.test(contentType) || (contentType === '' && /^\s*[{[]/.test(text));
  return isJson ? jsonBody(text) : { fields: fieldsOfPairs(new URLSearchParams(text)), files: noFiles };
}

/** The bytes of a request's body. Errors: Refusal 413 above 32 MB, before more is read. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const tooLarge = () =>
    new Refusal(413, 'REQUEST_TOO_LARGE', [{ name: 'body', message: `The body is larger than ${maxBodyBytes} bytes` }]);
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
