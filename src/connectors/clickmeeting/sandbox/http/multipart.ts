/** One part of a multipart body. */
export interface Part {
  readonly name: string;
  /** Absent for a plain field. */
  readonly filename: string | undefined;
  /** As the part says; empty when it does not. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

const maxHeadBytes = 8192;
/** One more than a request may have parameters, so that its reader refuses it; the rest is not read. */
const maxParts = 10_000;

/** The boundary as the header or, when a client lost it or wrote another one, the body's first line has it. */
export function boundariesOf(contentType: string, body: Buffer): string[] {
  const named = /boundary=(?:"([^"]+)"|([^\s;,]+))/i.exec(contentType);
  const firstLine = /^(?:\r?\n)*--([^\r\n]{1,70}?)[ \t]*\r?\n/.exec(body.toString('latin1', 0, 100));
  const found = [named?.[1] ?? named?.[2], firstLine?.[1]].filter((boundary) => boundary !== undefined);
  return [...new Set(found)];
}

/**
 * Takes a multipart body apart. Written for what real clients send: short boundaries, bare line feeds, names in any case.
 * Undefined when the boundary is not in the body, or the body ends before its closing line.
 */
export function partsOf(body: Buffer, boundary: string): Part[] | undefined {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let at = delimiterAfter(body, delimiter, 0);
  while (at >= 0 && parts.length <= maxParts) {
    const start = at + delimiter.length;
    if (body[start] === 0x2d && body[start + 1] === 0x2d) return parts;
    const lineEnd = body.indexOf(0x0a, start);
    if (lineEnd < 0) return undefined;
    at = delimiterAfter(body, delimiter, lineEnd);
    if (at < 0) return undefined;
    const part = partIn(body.subarray(lineEnd + 1, at));
    if (part !== undefined) parts.push(part);
  }
  return at >= 0 ? parts : undefined;
}

const afterDelimiter = new Set([0x0d, 0x0a, 0x20, 0x09, 0x2d]);

/** Where a line next is the delimiter, from `from`. */
function delimiterAfter(body: Buffer, delimiter: Buffer, from: number): number {
  if (from === 0 && isDelimiterAt(body, delimiter, 0)) return 0;
  // With the line feed before it: a body of dashes would hold it at each byte.
  const line = Buffer.concat([Buffer.of(0x0a), delimiter]);
  let at = body.indexOf(line, from);
  while (at >= 0) {
    if (isDelimiterAt(body, delimiter, at + 1)) return at + 1;
    at = body.indexOf(line, at + 1);
  }
  return -1;
}

function isDelimiterAt(body: Buffer, delimiter: Buffer, at: number): boolean {
  const end = at + delimiter.length;
  const next = body[end];
  return (next === undefined || afterDelimiter.has(next)) && delimiter.equals(body.subarray(at, end));
}

function partIn(bytes: Buffer): Part | undefined {
  // One character a byte, so that places in the text are places in the bytes.
  const head = bytes.toString('latin1', 0, maxHeadBytes);
  const blank = /^\r?\n|\r?\n\r?\n/.exec(head);
  if (blank === null) return undefined;
  const lines = bytes.toString('utf8', 0, blank.index);
  const disposition = /^content-disposition:(.*)$/im.exec(lines)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined || name === '') return undefined;
  return {
    name,
    filename: parameter(disposition, 'filename'),
    contentType: /^content-type:[ \t]*(.*?)[ \t]*\r?$/im.exec(lines)?.[1] ?? '',
    bytes: withoutLineEnd(bytes.subarray(blank.index + blank[0].length)),
  };
}

function withoutLineEnd(bytes: Buffer): Buffer {
  const end = bytes.length - (bytes.at(-1) === 0x0a ? 1 : 0);
  return bytes.subarray(0, end > 0 && end < bytes.length && bytes[end - 1] === 0x0d ? end - 1 : end);
}

/** A parameter of Content-Disposition; browsers write quotes and line ends in it as %22, %0D and %0A, curl as \". */
function parameter(disposition: string, name: string): string | undefined {
  const extended = new RegExp(`[;\\s]${name}\\*=UTF-8'[^']*'([^;\\s]+)`, 'i').exec(disposition)?.[1];
  if (extended !== undefined) return decoded(extended);
  const match = new RegExp(`[;\\s]${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, 'i').exec(disposition);
  if (match === null) return undefined;
  const text = match[1]?.replace(/\\(["\\])/g, '$1') ?? match[2] ?? '';
  return text.replace(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A name with a lone % is a name like any other.
    return text;
  }
}
