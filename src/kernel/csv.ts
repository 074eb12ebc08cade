/** How a table is written for a spreadsheet. */
export interface CsvStyle {
  readonly delimiter: ',' | ';' | '\t';
  /** Whether text that a spreadsheet would run as a formula is made harmless by an apostrophe. Signed numbers and ids stay as they are. */
  readonly escapeFormulas: boolean;
  /** Excel takes a file for UTF-8 only with it. */
  readonly byteOrderMark: boolean;
}

export type Cell = string | number | boolean | null | undefined;

/** A table as CSV of RFC 4180. */
export function toCsv(rows: readonly (readonly Cell[])[], style: CsvStyle): string {
  const lines = rows.map((row) => row.map((cell) => written(cell, style)).join(style.delimiter));
  return `${style.byteOrderMark ? '\uFEFF' : ''}${lines.join('\r\n')}\r\n`;
}

// What spreadsheets run: also behind leading spaces, and in the wide signs of East Asian keyboards.
const runs = /^\s*[=+\-@\t\r＝＋－＠]/;
// A number, a telephone number, or an id that is longer than any cell's address: with a sign in front they are still no formula.
const isPlain = /^[+-](?:\d[\d .]*|[\da-z]{12,})$/i;
// A spreadsheet of another country may split at another sign or line than the file does, quoted or not.
const runsWhenSplit = /([;,\t\r\n](?:["']*(?=[+\-＋－])|["' ]*(?=[=@＝＠])))/g;

function written(cell: Cell, { delimiter, escapeFormulas }: CsvStyle): string {
  if (typeof cell !== 'string') return cell === null || cell === undefined ? '' : String(cell);
  const text = escapeFormulas
    ? (runs.test(cell) && !isPlain.test(cell) ? `'${cell}` : cell).replace(runsWhenSplit, "$1'")
    : cell;
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}
