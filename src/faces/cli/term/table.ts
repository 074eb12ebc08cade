import { lastWords } from './record.ts';
import { httpStatusFormat, type Style, stateFormat } from './style.ts';
import { cutTo, displayWidth, pad } from './width.ts';

export interface TableOptions {
  readonly style: Style;
  /** Columns of the terminal; undefined when nobody looks, then nothing is cut. */
  readonly width: number | undefined;
}

const gap = 2;
// As wide as `17 min ago`.
const narrowest = 10;
/** A table that had to leave out more than this share of its columns says too little. */
const mostLeftOut = 0.4;

/**
 * A table as text, header first. Cells are plain, one line each.
 * Too wide for the terminal: other columns than ids and states are cut with `…`, then the last ones are left out; undefined when that
 * is too wide yet, or too little is left.
 */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  options: TableOptions,
): string | undefined {
  const headings = headingsOf(columns).map((text) => {
    if (options.width !== undefined) return text.replace(/ MS$/, '');
    // A pipe gets the number alone.
    return text === 'DURATION' ? 'DURATION MS' : text;
  });
  const natural = columns.map((_, index) =>
    Math.max(displayWidth(headings[index] ?? ''), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const widths = options.width === undefined ? natural : shrink(columns, natural, options.width);
  const kept = columns.map((_, index) => index).filter((index) => (widths[index] ?? 0) > 0);
  const isTooLittle = kept.length < columns.length * (1 - mostLeftOut);
  if (options.width !== undefined && (isTooLittle || totalOf(widths) > options.width)) return undefined;
  const line = (cells: readonly string[], paint: (text: string, cell: string, column: string) => string) =>
    kept
      .map((index, place) => {
        const cell = cutTo(cells[index] ?? '', widths[index] ?? 0);
        const text = place === kept.length - 1 ? cell : pad(cell, (widths[index] ?? 0) + gap);
        return paint(text, cells[index] ?? '', columns[index] ?? '');
      })
      .join('')
      .trimEnd();
  const header = line(headings, (text) => options.style.paint('bold', text));
  const body = rows.map((row) => line(row, (text, cell, column) => paintCell(text, { cell, column }, options.style)));
  return `${[header, ...body].join('\n')}\n`;
}

function paintCell(
  text: string,
  { cell, column }: { readonly cell: string; readonly column: string },
  style: Style,
): string {
  const format = stateFormat(cell) ?? (/status(Code)?$/.test(column) ? httpStatusFormat(cell) : undefined);
  return format ? style.paint(format, text) : text;
}

function headingsOf(columns: readonly string[]): string[] {
  return lastWords(columns).map((words) => heading(words.replaceAll('.', ' ')));
}

function heading(words: string): string {
  return words.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase();
}

/** Columns that lose their meaning when cut: ids, addresses, states. */
function isWhole(column: string): boolean {
  return /(^|\.)(id|key|url|uiUrl|state|status|statusCode|effect|layer|type|elementType|method)$|Id$/.test(column);
}

function totalOf(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, shown.length - 1);
}

/** The room that left-out columns gave back goes to those that were cut, the first ones first. */
function widened(widths: readonly number[], natural: readonly number[], available: number): number[] {
  let room = available - totalOf(widths);
  return widths.map((width, index) => {
    const more = width === 0 ? 0 : Math.max(0, Math.min(room, (natural[index] ?? 0) - width));
    room -= more;
    return width + more;
  });
}

function shrink(columns: readonly string[], natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  const total = () => totalOf(widths);
  const widestCuttable = () =>
    columns.reduce<number | undefined>((best, name, index) => {
      const width = widths[index] ?? 0;
      if (isWhole(name) || width <= narrowest) return best;
      return best === undefined || width > (widths[best] ?? 0) ? index : best;
    }, undefined);
  for (let index = widestCuttable(); total() > available && index !== undefined; index = widestCuttable())
    widths[index] = (widths[index] ?? 0) - 1;
  for (let index = columns.length - 1; index > 0 && total() > available; index--) {
    const column = columns[index] ?? '';
    // Mostly one app, or said by the rest of the line.
    if (!isWhole(column) || column === 'externalAppId') widths[index] = 0;
  }
  return widened(widths, natural, available);
}
