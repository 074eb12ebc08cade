import { type Cell, type CsvStyle, toCsv } from '../../../kernel/csv.ts';
import { recordOf } from '../../../kernel/shape.ts';
import type { ExportRecord } from './pages.ts';

/** Column for what has none of its own. */
const rest = 'other';
/** Members whose names the project chooses without end: a column each would make tables that nobody can read. */
const whole: ReadonlySet<string> = new Set(['events', 'platformInfo', 'profile.events', 'profile.profileData']);

/** A record with dots in place of one level of nesting: `event_props.Price`; what is nested deeper is JSON. */
export function flattened(record: ExportRecord): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [name, value] of Object.entries(record)) {
    const inner = whole.has(name) ? undefined : recordOf(value);
    if (!inner) cells.set(name, cellOf(value));
    for (const [part, member] of Object.entries(inner ?? {})) cells.set(`${name}.${part}`, cellOf(member));
  }
  return cells;
}

/** The columns that records need, in the order in which they come. */
export function columnsOf(records: readonly ExportRecord[]): string[] {
  return [...new Set(records.flatMap((record) => [...flattened(record).keys()])), rest];
}

/** Of the columns that somebody asked for, those that no record has. */
export function missingColumns(records: readonly ExportRecord[], asked: readonly string[]): string[] {
  const known = new Set(columnsOf(records));
  return asked.filter((column) => !known.has(column));
}

/** The head of a table. */
export function csvHead(columns: readonly string[]): string {
  return toCsv([columns], { delimiter: ',', escapeFormulas: true, byteOrderMark: true });
}

/** Rows of records; what no column takes stands as JSON in the last. */
export function csvRows(
  records: readonly ExportRecord[],
  columns: readonly string[],
  { escapeFormulas }: Pick<CsvStyle, 'escapeFormulas'>,
): string {
  const known = new Set(columns);
  const rows = records.map((record) => {
    const cells = flattened(record);
    const others = [...cells].filter(([name]) => !known.has(name));
    const other = others.length === 0 ? '' : JSON.stringify(Object.fromEntries(others));
    return columns.map((column) => (column === rest ? other : cells.get(column)));
  });
  return toCsv(rows, { delimiter: ',', escapeFormulas, byteOrderMark: false });
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}
