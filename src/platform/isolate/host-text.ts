import { randomBytes, randomUUID } from 'node:crypto';

/** What the interpreter asks of Node: text in, text out; undefined for what cannot be read. */
export const hostText: Readonly<Record<string, (...values: readonly string[]) => string | undefined>> = {
  toUtf8: (text = '') => Buffer.from(text, 'utf8').toString('latin1'),
  fromUtf8: (binary = '') => Buffer.from(binary, 'latin1').toString('utf8'),
  toBase64: (text = '') => attempt(() => btoa(text)),
  fromBase64: (text = '') => attempt(() => atob(text)),
  uuid: () => randomUUID(),
  parseUrl: (address = '', base = '') =>
    attempt(() => JSON.stringify(partsOf(base === '' ? new URL(address) : new URL(address, base)))),
  changeUrl: (address = '', part = '', value = '') => {
    const url = new URL(address);
    // The prelude names nothing but the parts that can be set.
    Reflect.set(url, part, value);
    return JSON.stringify(partsOf(url));
  },
  parseQuery: (text = '') => (isShort(text) ? JSON.stringify([...new URLSearchParams(text)]) : undefined),
  formatQuery: (json = '[]') =>
    isShort(json) ? attempt(() => new URLSearchParams(JSON.parse(json)).toString()) : undefined,
};

/** What is made of it here is many times as large, and in our own memory. */
function isShort(text: string): boolean {
  return text.length <= 200_000;
}

/** Random bytes, one character each. */
export function randomText(sizeBytes: number): string {
  return randomBytes(Math.min(65_536, Math.max(0, sizeBytes))).toString('latin1');
}

/** How deeply the arrays and objects of JSON lie in each other. */
export function levelsOf(json: string): number {
  let level = 0;
  let most = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (isText && char === '\\') at++;
    else if (char === '"') isText = !isText;
    else if (!isText && (char === '[' || char === '{')) most = Math.max(most, ++level);
    else if (!isText && (char === ']' || char === '}')) level--;
  }
  return most;
}

function partsOf(url: URL): Record<string, string> {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url;
  return { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash };
}

function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch {
    // The prelude throws the error, in its own world.
    return undefined;
  }
}
