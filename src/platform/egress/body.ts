import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { EgressBody } from '../../kernel/ports/egress.ts';

/** A request body as undici takes it. */
export interface OutgoingBody {
  readonly content: string | Uint8Array | Readable | null;
  /** Name and value pairs that the body brings with it. */
  readonly headers: readonly string[];
}

/** Prepares bodies for one request; called once per attempt, because a multipart body is read anew each time. */
export type BodySource = () => OutgoingBody;

/** A stream can be sent once; everything else again. */
export function isReplayable(body: EgressBody | undefined): boolean {
  return (
    body === undefined ||
    body === null ||
    typeof body === 'string' ||
    body instanceof Uint8Array ||
    body instanceof FormData
  );
}

export function bodySource(body: EgressBody | undefined): BodySource {
  if (body instanceof FormData) return multipart(body);
  const content = body instanceof ReadableStream ? Readable.fromWeb(body) : streamOrContent(body);
  return () => ({ content, headers: [] });
}

function streamOrContent(body: Exclude<EgressBody, ReadableStream | FormData> | undefined): OutgoingBody['content'] {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array)
    return body ?? null;
  return body instanceof Readable ? body : new Readable().wrap(body);
}

/** With its length known beforehand: several servers refuse a chunked upload. Source: RFC 7578. */
function multipart(form: FormData): BodySource {
  const boundary = `porin-${randomBytes(18).toString('base64url')}`;
  const parts = [...form].map(([name, value]) => ({
    head: Buffer.from(partHead(boundary, name, value)),
    value: typeof value === 'string' ? Buffer.from(value) : value,
  }));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  const length = parts.reduce(
    (sum, { head, value }) => sum + head.length + (Buffer.isBuffer(value) ? value.length : value.size) + 2,
    tail.length,
  );
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const { head, value } of parts) {
      yield head;
      if (Buffer.isBuffer(value)) yield value;
      else yield* value.stream();
      yield Buffer.from('\r\n');
    }
    yield tail;
  }
  const headers = ['content-type', `multipart/form-data; boundary=${boundary}`, 'content-length', String(length)];
  return () => ({ content: Readable.from(content(), { objectMode: false }), headers });
}

function partHead(boundary: string, name: string, value: string | File): string {
  const disposition = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`;
  if (typeof value === 'string') return `${disposition}\r\n\r\n`;
  const type = value.type === '' ? 'application/octet-stream' : value.type.replace(/[\r\n]/g, '');
  return `${disposition}; filename="${quoted(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`;
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
