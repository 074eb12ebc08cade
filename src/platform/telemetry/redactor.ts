import type { Redactor } from '../../kernel/ports/telemetry.ts';
import { Secret } from '../../kernel/secret.ts';
import { minSecretLength, spellings } from './needles.ts';
import { isSecretName } from './secret-names.ts';

export const redacted = '[redacted]';

const maxDepth = 24;
const maxTextLength = 256 * 1024;

interface Registered {
  uses: number;
  /** Worked out at the first redaction, so that registering costs a call next to nothing. */
  needles?: Needles;
}

interface Needles {
  /** What to replace, longest first. */
  readonly spellings: readonly string[];
  /** Those of them that JSON writes in another way, as JSON writes them. */
  readonly escaped: readonly string[];
}

const noNeedles: Needles = { spellings: [], escaped: [] };

function needlesFor(value: string): Needles {
  const found = spellings(value);
  // Nearly every secret: JSON writes it as it is.
  if (JSON.stringify(value).length === value.length + 2) return { spellings: found, escaped: [] };
  return { spellings: found, escaped: found.map(jsonEscaped).filter((text, index) => text !== found[index]) };
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A redactor of its own; the program shares one between signer, logger and run log. */
export function createRedactor(): Redactor {
  const registered = new Map<string, Registered>();

  const needlesOf = (value: string): Needles => {
    const entry = registered.get(value);
    if (!entry) return value.length < minSecretLength ? noNeedles : needlesFor(value);
    entry.needles ??= needlesFor(value);
    return entry.needles;
  };
  const maskValues = (text: string): string => {
    let masked = text;
    for (const value of registered.keys()) masked = mask(masked, needlesOf(value).spellings);
    return masked;
  };
  // Values first: cutting before masking could leave the front half of a secret.
  const redactText = (text: string): string => maskPatterns(shorten(maskValues(text)));

  return {
    register: (values) => register(registered, values),
    redactText,
    // The copy has the shape of the original; only leaves become text.
    redact: <T>(value: T): T =>
      copy(value, { text: redactText, name: redactText, ancestors: new Set(), depth: 0 }) as T,
    redactJson: <T>(value: T, text: string, secrets: readonly string[]): T => {
      const present = secrets
        .map(needlesOf)
        .filter(occursIn(text))
        .flatMap((needles) => needles.spellings);
      const masked = (leaf: string) => maskPatterns(shorten(mask(leaf, present)));
      const name = present.length === 0 ? same : masked;
      return copy(value, { text: masked, name, ancestors: new Set(), depth: 0 }) as T;
    },
  };
}

function register(registered: Map<string, Registered>, values: Iterable<string>): () => void {
  const mine: string[] = [];
  for (const value of values) {
    if (value.length < minSecretLength) continue;
    const entry = registered.get(value);
    if (entry) entry.uses++;
    else registered.set(value, { uses: 1 });
    mine.push(value);
  }
  return () => {
    for (const value of mine.splice(0)) {
      const entry = registered.get(value);
      if (entry && --entry.uses === 0) registered.delete(value);
    }
  };
}

/** A leaf's own characters differ from those of the text around it, so one spelling found means that any may be there. */
function occursIn(text: string): (needles: Needles) => boolean {
  const isThere = (needle: string) => text.includes(needle);
  return (needles) => needles.spellings.some(isThere) || needles.escaped.some(isThere);
}

function mask(text: string, needles: readonly string[]): string {
  let masked = text;
  for (const needle of needles) if (masked.includes(needle)) masked = masked.replaceAll(needle, redacted);
  return masked;
}

const same = (text: string): string => text;

interface Walk {
  readonly text: (text: string) => string;
  /** For the names of members, which hold a secret only where a secret is about. */
  readonly name: (text: string) => string;
  readonly ancestors: Set<object>;
  readonly depth: number;
}

function copy(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return walk.text(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return redacted;
  if (value instanceof Date) return value;
  if (value instanceof URL) return walk.text(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (walk.ancestors.has(value)) return '[circular]';
  if (walk.depth >= maxDepth) return '[too deep]';
  walk.ancestors.add(value);
  const inner = { text: walk.text, name: walk.name, ancestors: walk.ancestors, depth: walk.depth + 1 };
  const result = Array.isArray(value) ? copyArray(value, inner) : copyObject(plain(value), inner);
  walk.ancestors.delete(value);
  return result;
}

function copyArray(list: readonly unknown[], walk: Walk): unknown[] {
  return list.map((item, index) => {
    const before = list[index - 1];
    return typeof before === 'string' && typeof item === 'string' && namesNext(before, index, list.length)
      ? redacted
      : copy(item, walk);
  });
}

/** Raw headers are flat lists of names and values; a command line has `--token VALUE`. */
function namesNext(name: string, index: number, length: number): boolean {
  const isFlag = name.startsWith('--');
  return (isFlag || (index % 2 === 1 && length % 2 === 0)) && isSecretName(name);
}

function copyObject(source: Readonly<Record<string, unknown>>, walk: Walk): Record<string, unknown> {
  const label = source['name'] ?? source['key'];
  const namesValue = typeof label === 'string' && isSecretName(label);
  const copied: Record<string, unknown> = {};
  for (const name of Object.keys(source)) {
    const value = source[name];
    const isHidden = isSecretName(name) || (namesValue && name === 'value');
    const shown = isHidden ? hide(name, value) : copy(value, walk);
    // Defined, not assigned, so that a member called __proto__ stays a member.
    if (name === '__proto__') Object.defineProperty(copied, name, { value: shown, enumerable: true });
    else copied[walk.name(name)] = shown;
  }
  return copied;
}

function hide(name: string, value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'boolean' || value === '') return value;
  // `tokens: 120` counts them.
  if (typeof value === 'number' && /tokens$/i.test(name)) return value;
  return redacted;
}

/** What of an object is worth writing: errors keep theirs in members that do not enumerate. */
function plain(value: object): Readonly<Record<string, unknown>> {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    return { ...value, type: name, message, stack, ...(cause === undefined ? {} : { cause }) };
  }
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  if (value instanceof Set) return { values: [...value] };
  if (value instanceof Headers || value instanceof URLSearchParams) return Object.fromEntries(value);
  // Any other object is read as a record of its own members.
  return value as Readonly<Record<string, unknown>>;
}

function shorten(text: string): string {
  return text.length <= maxTextLength
    ? text
    : `${text.slice(0, maxTextLength)}… [${text.length - maxTextLength} more characters]`;
}

const parameter = /(^|[?&;\s"'(])([\w.[\]%-]{1,80})=([^&#;\s"'<>)]+)/g;
const member = /(["']?)([\w-]{2,60})\1(\s*:\s*)(["']?)((?:(?:bearer|basic|token|digest)\s+)?[^\s"',;&}]+)/gi;
const userinfo = /(:\/\/[^\s/:@]*):[^\s/@]+@/g;
const bearer = /\b(Bearer|Basic)\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]{12,}/g;

/** Secrets that give themselves away by what stands before them: `?token=…`, `Authorization: …`, `https://user:…@`. */
function maskPatterns(text: string): string {
  if (!/[@=:]|bearer|basic/i.test(text)) return text;
  let masked = text;
  // Each pattern only where its sign occurs: most texts hold none.
  if (masked.includes('@')) masked = masked.replace(userinfo, `$1:${redacted}@`);
  if (/bearer|basic/i.test(masked)) masked = masked.replace(bearer, `$1 ${redacted}`);
  if (masked.includes('=')) {
    masked = masked.replace(parameter, (all, before: string, name: string) =>
      isSecretName(decoded(name)) ? `${before}${name}=${redacted}` : all,
    );
  }
  if (!masked.includes(':')) return masked;
  return masked.replace(member, (all, quote: string, name: string, colon: string, open: string, value: string) =>
    isSecretName(name) && !isPlain(value) ? `${quote}${name}${quote}${colon}${open}${redacted}` : all,
  );
}

/** JSON's own words and texts that are masked already. */
function isPlain(value: string): boolean {
  return value === 'true' || value === 'false' || value === 'null' || value.startsWith('[') || value.startsWith('{');
}

function decoded(name: string): string {
  return name.replaceAll(/%5[bd]/gi, ' ');
}
