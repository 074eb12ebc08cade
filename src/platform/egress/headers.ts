/** Headers that speak about one connection and never pass through. Source: RFC 9110 §7.6.1. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

// The host is the URL's; undici cannot wait for a 100 Continue.
const notSent = new Set([...hopByHop, 'host', 'expect']);

// Cookies, transport policies and trusted sites of an app must not become those of the gateway's own origin.
const notPassedBack = new Set([
  ...hopByHop,
  'set-cookie',
  'set-cookie2',
  'strict-transport-security',
  'alt-svc',
  'clear-site-data',
  'public-key-pins',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
]);

/**
 * The request's headers as a flat list of names and values, without those of one connection. What `connection` names stays: by now
 * the credentials are among them, and whoever named those could take them away.
 */
export function outgoingHeaders(headers: Readonly<Record<string, string>>): string[] {
  const flat: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || notSent.has(name)) continue;
    flat.push(name, value);
  }
  return flat;
}

/** The answer's headers by lower-case name; several values are joined with `, `. */
export function headerRecord(raw: readonly Buffer[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = text(raw[index]).toLowerCase();
    const value = text(raw[index + 1]);
    const before = record[name];
    record[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return record;
}

/** The answer's headers as they are passed back by the proxy: a flat list. */
export function passedBackHeaders(raw: readonly Buffer[]): {
  readonly flat: string[];
  readonly contentLength: number | undefined;
} {
  const flat: string[] = [];
  let contentLength: number | undefined;
  let named: ReadonlySet<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = text(raw[index]).toLowerCase();
    const value = text(raw[index + 1]);
    if (name === 'connection') named = namedByConnection(value);
    if (name === 'content-length') contentLength = Number(value);
    if (!notPassedBack.has(name)) flat.push(name, value);
  }
  return { flat: named ? without(flat, named) : flat, contentLength };
}

function without(flat: readonly string[], names: ReadonlySet<string>): string[] {
  return flat.filter((_, index) => !names.has(flat[index - (index % 2)] ?? ''));
}

/** What `Connection:` names beyond the fixed list; undefined for the everyday values. */
function namedByConnection(value: string | undefined): ReadonlySet<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined;
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  // An app that lists content-length here would otherwise break its own framing.
  return new Set(names.filter((name) => name !== 'content-length' && name !== 'content-type'));
}

function text(buffer: Buffer | undefined): string {
  return buffer === undefined ? '' : buffer.toString('latin1');
}
