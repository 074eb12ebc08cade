import { broken } from './broken.ts';

/** A table's head or a `key = value` of a TOML text, by its place. */
export interface TomlStatement {
  readonly kind: 'table' | 'value';
  /** The parts of its name: of a value without those of its table. */
  readonly path: readonly string[];
  /** Start of its line. */
  readonly start: number;
  /** Behind it, with what stands on its last line. */
  readonly end: number;
}

/** Reads which statements a TOML text has, no more than is needed to leave them alone. Errors: `bad_request` naming line and column. */
export function readToml(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const start = at;
    at = skip(text, at, /[ \t]*/y);
    const sign = text[at];
    if (sign === undefined || sign === '#' || sign === '\n' || sign === '\r') {
      at = lineBehind(text, at);
      continue;
    }
    const isTable = sign === '[';
    const brackets = isTable ? skip(text, at, /\[{1,2}/y) - at : 0;
    const name = nameAt(text, at + brackets);
    const closed = skip(text, name.end, /[ \t]*/y);
    const end = isTable ? closing(text, closed, brackets) : valueBehind(text, closed);
    const rest = skip(text, end, /[ \t]*(?:#[^\n]*)?\r?/y);
    if (rest < text.length && text[rest] !== '\n') throw broken(text, rest, 'expected the end of the line');
    at = Math.min(rest + 1, text.length);
    statements.push({ kind: isTable ? 'table' : 'value', path: name.path, start, end: at });
  }
  return statements;
}

function closing(text: string, at: number, brackets: number): number {
  if (text.startsWith(']'.repeat(brackets), at)) return at + brackets;
  throw broken(text, at, `expected '${']'.repeat(brackets)}'`);
}

function nameAt(text: string, from: number): { readonly path: readonly string[]; readonly end: number } {
  const path: string[] = [];
  let at = from;
  for (;;) {
    at = skip(text, at, /[ \t]*/y);
    const part = /[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
    part.lastIndex = at;
    const found = part.exec(text)?.[0];
    if (found === undefined) throw broken(text, at, 'expected a name');
    path.push(plainName(text, at, found));
    at = skip(text, at + found.length, /[ \t]*/y);
    if (text[at] !== '.') return { path, end: at };
    at++;
  }
}

function plainName(text: string, at: number, found: string): string {
  if (found.startsWith("'")) return found.slice(1, -1);
  if (!found.startsWith('"')) return found;
  try {
    return JSON.parse(found) as string; // A JSON text in quotes is a string.
  } catch {
    throw broken(text, at, 'the name has an escape that there is not');
  }
}

/** Behind the value after a `=`: to the end of its line, outside of quotes, comments and brackets. */
function valueBehind(text: string, from: number): number {
  if (text[from] !== '=') throw broken(text, from, `expected '='`);
  const start = skip(text, from + 1, /[ \t]*/y);
  const open: number[] = [];
  let at = start;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (sign === '"' || sign === "'") at = quotedBehind(text, at, sign);
    else if (sign === '#') at = open.length === 0 ? at : skip(text, at, /[^\n]*/y);
    else if (sign === '[' || sign === '{') open.push(at++);
    else if (sign === ']' || sign === '}') {
      const opener = open.pop();
      if (opener === undefined || text[opener] !== (sign === ']' ? '[' : '{'))
        throw broken(text, at, `'${sign}' closes nothing`);
      at++;
    } else if ((sign === '\n' || sign === '\r') && open.length === 0) break;
    else at++;
    if (open.length === 0 && text[at] === '#') break;
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw broken(text, unclosed, `'${text[unclosed]}' is not closed`);
  if (text.slice(start, at).trim() === '') throw broken(text, start, 'expected a value');
  return at;
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
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw broken(text, at, 'the text in quotes has no end');
  return at + found.length;
}

function skip(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
