import { broken } from './broken.ts';
import { skip, valueBehind } from './toml-value.ts';

/** A table's head, that of an element of a list of tables, or a `key = value`, by its place. */
export interface TomlStatement {
  readonly kind: 'table' | 'list' | 'value';
  /** The parts of its name: of a value without those of its table. */
  readonly path: readonly string[];
  /** Start of its line. */
  readonly start: number;
  /** Behind it, with what stands on its last line. */
  readonly end: number;
}

/** Reads which statements a TOML text has. Errors: `bad_request` naming line and column. */
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
    const end = isTable ? closing(text, closed, brackets) : assignedBehind(text, closed);
    const rest = skip(text, end, /[ \t]*(?:#[^\n]*)?\r?/y);
    if (rest < text.length && text[rest] !== '\n') throw broken(text, rest, 'expected the end of the line');
    at = Math.min(rest + 1, text.length);
    statements.push({ kind: brackets === 2 ? 'list' : isTable ? 'table' : 'value', path: name.path, start, end: at });
  }
  refuseTwice(text, statements);
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

/** Refuses what stands twice, which no reader of TOML takes. */
function refuseTwice(text: string, statements: readonly TomlStatement[]): void {
  const seen = new Set<string>();
  const lists = new Map<string, number>();
  // The elements of a list of tables have names of their own each.
  const named = (path: readonly string[]) => {
    let name = '';
    for (const part of path) {
      name += `/${JSON.stringify(part)}`;
      const count = lists.get(name);
      if (count !== undefined) name += `#${count}`;
    }
    return name;
  };
  let table = '';
  for (const { kind, path, start } of statements) {
    if (kind === 'list') {
      const own = `${named(path.slice(0, -1))}/${JSON.stringify(path.at(-1))}`;
      lists.set(own, (lists.get(own) ?? 0) + 1);
      table = named(path);
      continue;
    }
    const name = kind === 'table' ? named(path) : `${table}${path.map((part) => `/${JSON.stringify(part)}`).join('')}`;
    if (kind === 'table') table = name;
    if (seen.has(name)) throw broken(text, start, `${path.join('.')} stands there twice`);
    seen.add(name);
  }
}

function assignedBehind(text: string, at: number): number {
  if (text[at] !== '=') throw broken(text, at, `expected '='`);
  return valueBehind(text, skip(text, at + 1, /[ \t]*/y), (inner, from) => nameAt(inner, from).end);
}

function lineBehind(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
