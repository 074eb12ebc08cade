import { type CsvStyle, toCsv } from '../../../kernel/csv.ts';
import type { AttendanceRow } from './report.ts';

/** Columns that the table can have, in their usual order. */
export const columns = [
  'email',
  'name',
  'nicknames',
  'role',
  'registered',
  'attended',
  'minutes',
  'percent',
  'sessions_attended',
  'first_in',
  'last_out',
  'rating',
  'rating_comment',
] as const;

export type Column = (typeof columns)[number];

/** The report as a table with a header. */
export function reportCsv(
  rows: readonly AttendanceRow[],
  { chosen, ...style }: CsvStyle & { readonly chosen: readonly Column[] },
): string {
  return toCsv([[...chosen], ...rows.map((row) => chosen.map((column) => cellOf(row, column)))], style);
}

function cellOf(row: AttendanceRow, column: Column) {
  if (column === 'sessions_attended') return row.sessions.length;
  if (column === 'nicknames') return row.nicknames.join(', ');
  const value = row[column];
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}
