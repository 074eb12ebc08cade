import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { stringify } from 'qs';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRef, HttpBody, MultipartPart } from '../../kernel/http.ts';
import type { EgressBody } from '../../kernel/ports/egress.ts';

export interface EncodedBody {
  readonly body: EgressBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** Turns a body as an action describes it into bytes and the headers that describe them. */
export function encodeBody(body: HttpBody, readFile: (ref: FileRef) => AsyncIterable<Uint8Array>): EncodedBody {
  if ('json' in body) return { body: JSON.stringify(body.json), headers: { 'content-type': 'application/json' } };
  if ('form' in body) {
    return {
      body: stringify(body.form, { arrayFormat: 'indices', skipNulls: false }),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
  }
  if ('text' in body) return { body: body.text, headers: { 'content-type': body.contentType } };
  return encodeMultipart(body.multipart, readFile);
}

function encodeMultipart(
  parts: readonly MultipartPart[],
  readFile: (ref: FileRef) => AsyncIterable<Uint8Array>,
): EncodedBody {
  const boundary = `porin-${randomBytes(18).toString('base64url')}`;
  const heads = parts.map((part) => Buffer.from(partHead(part, boundary)));
  const end = Buffer.from(`--${boundary}--\r\n`);
  const lineEnd = Buffer.from('\r\n');
  async function* chunks() {
    for (const [index, part] of parts.entries()) {
      yield heads[index];
      if ('file' in part) yield* readFile(part.file);
      else yield Buffer.from(part.value);
      yield lineEnd;
    }
    yield end;
  }
  const sizes = parts.map(
    (part) => ('file' in part ? part.file.sizeBytes : Buffer.byteLength(part.value)) + lineEnd.length,
  );
  const length = [...sizes, ...heads.map((head) => head.length), end.length].reduce((sum, size) => sum + size, 0);
  return {
    body: Readable.from(chunks(), { objectMode: false }),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(length) },
  };
}

function partHead(part: MultipartPart, boundary: string): string {
  const name = `form-data; name="${quoted(part.name)}"`;
  if (!('file' in part)) return `--${boundary}\r\nContent-Disposition: ${name}\r\n\r\n`;
  const { contentType } = part.file;
  // Inside it a line break would begin a header, or a part, of its own.
  if (/[\r\n]/.test(contentType))
    throw new PorinError('bad_request', `The content type of ${part.file.name} holds a line break`);
  return `--${boundary}\r\nContent-Disposition: ${name}; filename="${quoted(part.file.name)}"\r\nContent-Type: ${contentType}\r\n\r\n`;
}

// As browsers escape them (WHATWG HTML, multipart/form-data encoding).
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
