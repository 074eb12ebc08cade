/** One part of a message, decoded. */
export interface Part {
  readonly headers: ReadonlyMap<string, string>;
  /** Lower case, without parameters. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Decoded text of a leaf. */
  readonly text: string;
  readonly parts: readonly Part[];
}

/** A strict reader of RFC 5322, 2045 and 2047 that shares nothing with the writer; throws on what they forbid. */
export function readMime(raw: Uint8Array): Part {
  const whole = Buffer.from(raw).toString('latin1');
  if (/(^|[^\r])\n|\r(?!\n)/.test(whole)) throw new Error('a line ends in something else than CRLF');
  for (const line of whole.split('\r\n')) if (line.length > 998) throw new Error('a line is longer than 998 bytes');
  // An address has no ASCII form, so RFC 6532 lets it stand as it is.
  const others = whole.replace(/^(To|From|Reply-To):.*$/gm, '');
  if (/[^\t\r\n\x20-\x7e]/.test(others)) throw new Error('a byte outside of ASCII stands unencoded');
  return readPart(whole);
}

/** Leaves of a message in their order. */
export function leavesOf(part: Part): Part[] {
  return part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf);
}

/** The leaf of a type. */
export function leafOf(part: Part, type: string): Part {
  const leaf = leavesOf(part).find((one) => one.type === type);
  if (leaf === undefined) throw new Error(`no ${type} in ${leavesOf(part).map((one) => one.type)}`);
  return leaf;
}

function readPart(source: string): Part {
  const end = source.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('a part has no empty line after its headers');
  const headers = readHeaders(source.slice(0, end));
  const body = source.slice(end + 4);
  const [type = '', ...rest] = (headers.get('content-type') ?? 'text/plain').split(';').map((one) => one.trim());
  const parameters = Object.fromEntries(rest.map((one) => readParameter(one)));
  const base = { headers, type: type.toLowerCase(), parameters };
  if (!type.startsWith('multipart/')) return { ...base, text: decodeBody(headers, body), parts: [] };
  const boundary = parameters['boundary'] ?? '';
  const sections = `\r\n${body}`.split(`\r\n--${boundary}`);
  const last = sections.pop() ?? '';
  if (boundary === '' || !last.startsWith('--')) throw new Error(`the multipart ${boundary} does not end`);
  return { ...base, text: '', parts: sections.slice(1).map((one) => readPart(one.replace(/^[ \t]*\r\n/, ''))) };
}

function readHeaders(source: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of source.replace(/\r\n(?=[ \t])/g, '').split('\r\n')) {
    const match = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    if (match === null) throw new Error(`no header: ${line}`);
    const name = (match[1] ?? '').toLowerCase();
    if (headers.has(name)) throw new Error(`${name} stands there twice`);
    headers.set(name, decodeWords(match[2] ?? ''));
  }
  return headers;
}

function decodeWords(value: string): string {
  const joined = value.replace(/\?=[ \t]+(?==\?)/g, '?=');
  const bytesOf = (encoding: string, text: string): Buffer =>
    encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quoted(text.replaceAll('_', ' '));
  return joined.replace(/(=\?utf-8\?[bq]\?[^? ]*\?=)+/gi, (run) => {
    const words = [...run.matchAll(/=\?utf-8\?([bq])\?([^? ]*)\?=/gi)];
    return Buffer.concat(words.map(([, encoding = '', text = '']) => bytesOf(encoding, text))).toString('utf8');
  });
}

function readParameter(source: string): [string, string] {
  const match = /^([\w-]+)=(?:"([^"]*)"|([^\s";]+))$/.exec(source);
  if (match === null) throw new Error(`no parameter: ${source}`);
  return [(match[1] ?? '').toLowerCase(), match[2] ?? match[3] ?? ''];
}

function decodeBody(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return quoted(body.replace(/=\r\n/g, '')).toString('utf8');
  if (encoding === '7bit') return body;
  throw new Error(`unknown encoding ${encoding}`);
}

function quoted(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}
