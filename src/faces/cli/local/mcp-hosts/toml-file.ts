import { isRecord } from '../../term/record.ts';
import { broken, lineEndOf } from './broken.ts';
import type { Entry } from './host.ts';
import { readToml, type TomlStatement } from './toml.ts';

/** Puts an entry into a TOML file as a table of its own; everything else stays as it is, byte for byte. Errors: `bad_request` with the place. */
export function putIntoToml(text: string, servers: string, name: string, entry: Entry): string {
  const range = tableRange(text, [servers, name]);
  const lineEnd = lineEndOf(text);
  const table = rendered([servers, name], entry).join(lineEnd) + lineEnd;
  if (range) return text.slice(0, range.start) + table + text.slice(range.end);
  const plain = text.replace(/^\uFEFF/, '');
  const gap = plain === '' ? '' : plain.endsWith('\n') ? lineEnd : lineEnd + lineEnd;
  return text + gap + table;
}

/** Takes the table out again, with the empty line before it; undefined when there is none. */
export function takeFromToml(text: string, servers: string, name: string): string | undefined {
  const range = tableRange(text, [servers, name]);
  if (!range) return undefined;
  const before = text.slice(0, range.start).replace(/(\r?\n)\r?\n$/, '$1');
  return before + text.slice(range.end);
}

/** Where our table stands, with those under it. Errors: `bad_request` when the entry is written in another way. */
function tableRange(
  text: string,
  path: readonly string[],
): { readonly start: number; readonly end: number } | undefined {
  const statements = readToml(text);
  let table: readonly string[] = [];
  const ours: TomlStatement[] = [];
  let first = -1;
  for (const [index, statement] of statements.entries()) {
    if (statement.kind !== 'value') table = statement.path;
    const isList = statement.kind === 'list' && (startsWith(path, table) || startsWith(table, path));
    const isOurs = startsWith(table, path);
    const full = statement.kind === 'value' ? [...table, ...statement.path] : table;
    const isElsewhere =
      isList || (statement.kind === 'value' && !isOurs && (startsWith(full, path) || startsWith(path, full)));
    if (isElsewhere)
      throw broken(text, statement.start, `${full.join('.')} is not a table of its own: take it out by hand`);
    if (!isOurs) continue;
    if (first === -1) first = index;
    if (index !== first + ours.length)
      throw broken(text, statement.start, `${path.join('.')} stands in two places: take one out by hand`);
    ours.push(statement);
  }
  const [begin, end] = [ours[0], ours.at(-1)];
  return begin && end ? { start: begin.start, end: end.end } : undefined;
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((part, index) => path[index] === part);
}

function rendered(path: readonly string[], entry: Entry): string[] {
  const plain = Object.entries(entry).filter(([, value]) => !isRecord(value));
  const nested = Object.entries(entry).filter(([, value]) => isRecord(value));
  return [
    `[${path.map(keyOf).join('.')}]`,
    // A JSON text or list of texts is one of TOML too.
    ...plain.map(([key, value]) => `${keyOf(key)} = ${JSON.stringify(value).replaceAll('\u007f', '\\u007f')}`),
    ...nested.flatMap(([key, value]) => ['', ...rendered([...path, key], value as Entry)]), // isRecord has seen it.
  ];
}

function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}
