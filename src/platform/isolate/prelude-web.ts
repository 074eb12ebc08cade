/** Globals of browsers and Node that the interpreter lacks; a part of the prelude, so text like it. */
export const webGlobals = `
const bytesOf = (text) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const binaryOf = (bytes) => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
};
const viewOf = (source) =>
  source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);

define('TextEncoder', class TextEncoder {
  get encoding() { return 'utf-8'; }
  encode(text = '') { return bytesOf(host.toUtf8(String(text))); }
});
define('TextDecoder', class TextDecoder {
  constructor(label = 'utf-8') {
    if (!/^utf-?8$/i.test(label)) throw new RangeError('TextDecoder: only utf-8');
  }
  get encoding() { return 'utf-8'; }
  decode(source) { return source === undefined ? '' : host.fromUtf8(binaryOf(viewOf(source))); }
});
define('btoa', (text) => {
  const made = host.toBase64(String(text));
  if (made === undefined) throw new TypeError('btoa: a character beyond Latin-1; encode it with TextEncoder first');
  return made;
});
define('atob', (text) => {
  const made = host.fromBase64(String(text));
  if (made === undefined) throw new TypeError('atob: this is no base64');
  return made;
});
define('crypto', {
  randomUUID: () => host.uuid(),
  getRandomValues: (array) => {
    if (!ArrayBuffer.isView(array)) throw new TypeError('crypto.getRandomValues: expected a typed array');
    if (array.byteLength > 65536) throw new RangeError('crypto.getRandomValues: at most 65536 bytes');
    const view = viewOf(array);
    const random = host.random(view.length);
    for (let at = 0; at < view.length; at++) view[at] = random.charCodeAt(at);
    return array;
  },
});

class URLSearchParams {
  #pairs;
  #changed;
  constructor(from = '', changed = () => undefined) {
    if (typeof from === 'object' && from !== null) {
      const pairs = typeof from[Symbol.iterator] === 'function' ? [...from] : Object.entries(from);
      this.#pairs = pairs.map(([name, value]) => [String(name), String(value)]);
    } else this.#pairs = parse(host.parseQuery(String(from)));
    this.#changed = changed;
  }
  get size() { return this.#pairs.length; }
  get(name) { return this.#pairs.find(([key]) => key === name)?.[1] ?? null; }
  getAll(name) { return this.#pairs.filter(([key]) => key === name).map(([, value]) => value); }
  has(name) { return this.#pairs.some(([key]) => key === name); }
  append(name, value) { this.#pairs.push([String(name), String(value)]); this.#changed(); }
  delete(name) { this.#pairs = this.#pairs.filter(([key]) => key !== name); this.#changed(); }
  set(name, value) {
    const at = this.#pairs.findIndex(([key]) => key === String(name));
    if (at === -1) this.#pairs.push([String(name), String(value)]);
    else {
      this.#pairs[at] = [String(name), String(value)];
      this.#pairs = this.#pairs.filter(([key], index) => index <= at || key !== String(name));
    }
    this.#changed();
  }
  sort() { this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)); this.#changed(); }
  forEach(action) { for (const [name, value] of this.#pairs) action(value, name, this); }
  keys() { return this.#pairs.map(([name]) => name).values(); }
  values() { return this.#pairs.map(([, value]) => value).values(); }
  entries() { return this.#pairs.map((pair) => [...pair]).values(); }
  [Symbol.iterator]() { return this.entries(); }
  toString() { return host.formatQuery(stringify(this.#pairs)); }
}
define('URLSearchParams', URLSearchParams);

const urlParts = ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];
class URL {
  #parts;
  #params;
  constructor(address, base) {
    const made = host.parseUrl(String(address), base === undefined ? '' : String(base));
    if (made === undefined) throw new TypeError('Invalid URL: ' + String(address).slice(0, 200));
    this.#parts = parse(made);
  }
  static canParse(address, base) {
    return host.parseUrl(String(address), base === undefined ? '' : String(base)) !== undefined;
  }
  #set(part, value) {
    this.#parts = parse(host.changeUrl(this.#parts.href, part, String(value)));
    if (part === 'search') this.#params = undefined;
  }
  get href() { return this.#parts.href; }
  get origin() { return this.#parts.origin; }
  get searchParams() {
    return (this.#params ??= new URLSearchParams(this.#parts.search, () => {
      this.#parts = parse(host.changeUrl(this.#parts.href, 'search', String(this.#params)));
    }));
  }
  static {
    for (const part of urlParts)
      Object.defineProperty(URL.prototype, part, {
        get() { return this.#parts[part]; },
        set(value) { this.#set(part, value); },
        configurable: true,
      });
  }
  toString() { return this.href; }
  toJSON() { return this.href; }
}
define('URL', URL);

const clone = (value, seen) => {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('structuredClone: a ' + typeof value + ' cannot be cloned');
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const keep = (made) => { seen.set(value, made); return made; };
  if (value instanceof Date) return keep(new Date(value.getTime()));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) return keep(value.slice());
  if (value instanceof Error) {
    const made = keep(Object.create(Object.getPrototypeOf(value)));
    for (const key of ['name', 'message', 'stack']) Object.defineProperty(made, key, { value: String(value[key]), writable: true, configurable: true });
    return made;
  }
  if (value instanceof Map) {
    const made = keep(new Map());
    for (const [key, inner] of value) made.set(clone(key, seen), clone(inner, seen));
    return made;
  }
  if (value instanceof Set) {
    const made = keep(new Set());
    for (const inner of value) made.add(clone(inner, seen));
    return made;
  }
  const made = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value))
    Object.defineProperty(made, key, { value: clone(value[key], seen), writable: true, configurable: true, enumerable: true });
  return made;
};
define('structuredClone', (value) => clone(value, new Map()));
`;
