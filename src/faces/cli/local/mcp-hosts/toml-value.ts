import { broken } from './broken.ts';

/** Everything that is neither text nor list nor table; behind it nothing that could belong to it. */
const scalar = new RegExp(
  `(?:${[
    'true|false|[+-]?(?:inf|nan)',
    String.raw`\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?`,
    String.raw`\d{2}:\d{2}:\d{2}(?:\.\d+)?`,
    '0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*',
    String.raw`[+-]?(?:0|[1-9](?:_?\d)*)(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?`,
  ].join('|')})(?![\\w.:+-])`,
  'y',
);
const escapes = /\\(?![btnfr"\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\r?\n)/;
const gap = /(?:[ \t\r\n]|#[^\n]*)*/y;
const blanks = /[ \t]*/y;
const maxDepth = 100;

/** Behind the value that begins here, which is one of TOML 1.0 with names as `nameBehind` reads them. Errors: `bad_request` with the place. */
export function valueBehind(
  text: string,
  at: number,
  nameBehind: (text: string, at: number) => number,
  depth = 0,
): number {
  if (depth > maxDepth) throw broken(text, at, 'too deeply nested');
  const sign = text[at];
  if (sign === '"' || sign === "'") return quotedBehind(text, at, sign);
  const inner = (from: number) => valueBehind(text, from, nameBehind, depth + 1);
  if (sign === '[') return listBehind(text, at, { close: ']', space: gap, mayTrail: true }, inner);
  if (sign === '{') {
    return listBehind(text, at, { close: '}', space: blanks, mayTrail: false }, (from) => {
      const equals = skip(text, nameBehind(text, from), blanks);
      if (text[equals] !== '=') throw broken(text, equals, `expected '='`);
      return inner(skip(text, equals + 1, blanks));
    });
  }
  const end = skip(text, at, scalar);
  if (end === at) throw broken(text, at, 'expected a value');
  return end;
}

interface ListForm {
  readonly close: ']' | '}';
  readonly space: RegExp;
  /** True when a comma may stand behind the last one. */
  readonly mayTrail: boolean;
}

function listBehind(text: string, from: number, { close, space, mayTrail }: ListForm, item: (at: number) => number) {
  let at = skip(text, from + 1, space);
  for (let isFirst = true; ; isFirst = false) {
    if (text[at] === close && (isFirst || mayTrail)) return at + 1;
    if (at >= text.length) throw broken(text, from, `'${text[from]}' is not closed`);
    at = skip(text, item(at), space);
    if (text[at] === close) return at + 1;
    if (at >= text.length) throw broken(text, from, `'${text[from]}' is not closed`);
    if (text[at] !== ',') throw broken(text, at, `expected ',' or '${close}'`);
    at = skip(text, at + 1, space);
  }
}

function quotedBehind(text: string, at: number, sign: string): number {
  const isLong = text.startsWith(sign.repeat(3), at);
  const pattern =
    sign === '"'
      ? isLong
        ? /"""(?:[^\\]|\\.)*?"{3,5}/sy
        : /"(?:[^"\\\n]|\\.)*"/y
      : isLong
        ? /'''.*?'{3,5}/sy
        : /'[^'\n]*'/y;
  const end = skip(text, at, pattern);
  if (end === at) throw broken(text, at, 'the text in quotes has no end');
  const wrong = sign === '"' ? badEscape(text.slice(at, end)) : -1;
  if (wrong >= 0) throw broken(text, at + wrong, 'there is no such escape');
  return end;
}

function badEscape(quoted: string): number {
  // Each escape as a whole, so that the second of two backslashes begins none.
  for (const { 0: pair, index } of quoted.matchAll(/\\./gs))
    if (escapes.test(pair + quoted.slice(index + 2, index + 12))) return index;
  return -1;
}

/** Behind what the pattern takes here, which may be nothing. */
export function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
