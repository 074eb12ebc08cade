import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { columnsOf, csvHead, csvRows } from './columns.ts';
import { type Begin, beginExport, cursorField, type ExportRecord, type Kind, readPage } from './pages.ts';

const pageSize = 4_991; // The largest multiple of 23 that the app's own clients ask for.

/** How a whole export is written. */
export const exportFields = {
  format: z
    .enum(['jsonl', 'csv'])
    .default('jsonl')
    .describe('jsonl: one JSON object a line, nothing is lost; csv: a table for spreadsheets. Default jsonl'),
  columns: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Only with csv: its columns, such as ['ts', 'profile.identity', 'event_props.Price']. Default: all of the first page, and a column 'other' for what comes later",
    ),
  max_records: z
    .int()
    .min(1)
    .optional()
    .describe('Stop after the page that reaches this many; the answer then has next_cursor to go on. Default: all'),
  resume_from: cursorField
    .optional()
    .describe('next_cursor of an export that stopped or failed: goes on there, into a file of its own'),
};

export const exportOutput = z.object({
  file: fileOutput.describe('The records'),
  records: z.int().describe('How many records the file has'),
  pages: z.int().describe('How many pages were read'),
  complete: z.boolean().describe('True: everything is in the file (and those before it, when it was resumed)'),
  next_cursor: z.string().optional().describe('When not complete: pass it as resume_from to go on'),
  columns: z.array(z.string()).optional().describe('Of a table: pass them when you go on, so that the parts fit'),
});

interface Wanted {
  readonly format: 'jsonl' | 'csv';
  readonly columns?: readonly string[] | undefined;
  readonly max_records?: number | undefined;
  readonly resume_from?: string | undefined;
  /** Of the file, without its ending. */
  readonly name: string;
  /** What stands in front of each record's own members. */
  readonly beside?: ExportRecord;
}

/** How far an export has come. */
interface State {
  cursor: string | undefined;
  records: number;
  pages: number;
  columns: readonly string[] | undefined;
  failure: PorinError | undefined;
}

export function exportQuery() {
  return { batch_size: pageSize };
}

/**
 * Exports everything into a file, page by page. Errors: when the app fails in the middle, its error with where to go on and the file of what
 * was saved.
 */
export async function exportFile(
  tools: RunTools,
  begin: Begin,
  wanted: Wanted,
): Promise<z.output<typeof exportOutput>> {
  const cursor = wanted.resume_from ?? (await beginExport(tools, begin));
  const state: State = { cursor, records: 0, pages: 0, columns: wanted.columns, failure: undefined };
  const { format, name } = wanted;
  const contentType = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl';
  const text = pieces(tools, { kind: begin.kind, state, wanted });
  const file = await tools.saveText({ name: `${name}.${format}`, contentType, text }).catch((error: unknown) => {
    throw isPorinError(error) && error.code === 'payload_too_large' ? tooLarge(error) : error;
  });
  const { records, pages, columns, failure } = state;
  const open = state.cursor === undefined ? {} : { next_cursor: state.cursor };
  if (failure) throw interrupted(failure, { file, records, ...open });
  const table = format === 'csv' && columns ? { columns: [...columns] } : {};
  return { file, records, pages, complete: state.cursor === undefined, ...open, ...table };
}

/** The file's text as it comes. A failure ends it, so that what was read is kept. */
async function* pieces(
  tools: RunTools,
  { kind, state, wanted }: { readonly kind: Kind; readonly state: State; readonly wanted: Wanted },
): AsyncGenerator<string> {
  const most = wanted.max_records ?? Number.POSITIVE_INFINITY;
  while (state.cursor !== undefined && state.records < most) {
    try {
      const page = await readPage(tools, kind, state.cursor);
      const text = written(page.records, state, wanted);
      if (text !== '') yield text;
      state.cursor = page.next_cursor;
      state.records += page.records.length;
      state.pages += 1;
      tools.log([`Page ${state.pages}: ${page.records.length} records, ${state.records} in all`]);
    } catch (error) {
      if (!isPorinError(error)) throw error;
      state.failure = error;
      return;
    }
  }
}

function written(records: readonly ExportRecord[], state: State, { format, beside }: Wanted): string {
  const whole = records.map((record) => ({ ...beside, ...record }));
  if (format === 'jsonl') return whole.map((record) => `${JSON.stringify(record)}\n`).join('');
  const isFirst = state.pages === 0;
  state.columns ??= columnsOf(whole);
  return `${isFirst ? csvHead(state.columns) : ''}${csvRows(whole, state.columns)}`;
}

function interrupted(
  { code, message, hint, details, cause }: PorinError,
  saved: { readonly file: { readonly file: string }; readonly records: number; readonly next_cursor?: string },
): PorinError {
  const kept = `${saved.records} records are saved in ${saved.file.file}`;
  return new PorinError(code, `${message}; ${kept}, and the export can go on from the cursor in details.next_cursor`, {
    hint: `Run it again with resume_from, which is details.next_cursor. ${hint}`,
    details: { ...saved, failure: details },
    cause,
  });
}

function tooLarge({ message, details, cause }: PorinError): PorinError {
  const hint = 'Give max_records: each answer has next_cursor, which the next run takes as resume_from';
  return new PorinError('payload_too_large', message, { hint, details, cause });
}
