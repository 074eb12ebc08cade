import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import type { KeptStep, Step } from '../../../kernel/step-file.ts';
import { codeOf } from '../calls.ts';
import { columnsOf, csvHead, csvRows, missingColumns } from './columns.ts';
import { type Begin, beginExport, cursorField, type ExportRecord, type Kind, type Page, readPage } from './pages.ts';

const pageUnit = 23; // The app rounds the size of pages to multiples of it.
const pageSize = 4_991; // The largest one that the app's own clients ask for.

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
    .describe(
      'Stop after the page that reaches this many: a page has a multiple of 23, at most 4991. The answer then has next_cursor to go on. Default: all',
    ),
  escape_formulas: z
    .boolean()
    .default(true)
    .describe(
      "Only with csv: put ' before text that a spreadsheet would run as a formula; numbers, telephone numbers and ids stay as they are. Default true",
    ),
  resume_from: cursorField
    .optional()
    .describe('next_cursor of an export that stopped or failed: goes on there, into a file of its own'),
  anew: z
    .boolean()
    .default(false)
    .describe(
      'Begin anew, though the same export was cut off in the last hour by a crash or a stop of the gateway; else it goes on there. Default false',
    ),
};

export const exportOutput = z.object({
  file: fileOutput.describe('The records'),
  records: z.int().describe('How many records the file has'),
  pages: z.int().describe('How many pages were read'),
  complete: z.boolean().describe('True: everything is in the file (and those before it, when it was resumed)'),
  next_cursor: z.string().optional().describe('When not complete: pass it as resume_from to go on'),
  read_before: z
    .int()
    .optional()
    .describe('How many of the records a run before had read, which was cut off; their file is this one'),
  notes: z.array(z.string()).optional().describe('What to know about this answer'),
  columns: z.array(z.string()).optional().describe('Of a table: pass them when you go on, so that the parts fit'),
});

interface Wanted {
  readonly format: 'jsonl' | 'csv';
  readonly columns?: readonly string[] | undefined;
  readonly max_records?: number | undefined;
  readonly escape_formulas: boolean;
  readonly resume_from?: string | undefined;
  readonly anew: boolean;
  /** Of the file, without its ending. */
  readonly name: string;
  /** What stands in front of each record's own members. */
  readonly beside?: ExportRecord;
}

/** How far an export has come. */
const progress = z.object({
  cursor: z.string().optional(),
  records: z.int(),
  pages: z.int(),
  columns: z.array(z.string()).optional(),
  /** Of the columns that were asked for, those that no record had yet. */
  missing: z.array(z.string()).optional(),
});
type Progress = z.output<typeof progress>;

// A cursor of events lives so long when nobody uses it.
const goesOnMs = 3_600_000;

/** Of the call that begins an export: pages no larger than what is wanted. */
export function exportQuery({ max_records = pageSize }: { readonly max_records?: number | undefined }) {
  return { batch_size: Math.min(pageSize, Math.ceil(max_records / pageUnit) * pageUnit) };
}

/**
 * Exports everything into a file, page by page. What a crash cut off goes on when the same is asked for again. Errors: when the app fails in
 * the middle, its error with where to go on and the file of what was saved.
 */
export async function exportFile(
  tools: RunTools,
  begin: Begin,
  wanted: Wanted,
): Promise<z.output<typeof exportOutput>> {
  const { format, columns, max_records, escape_formulas, resume_from, name } = wanted;
  const how: How = { failure: undefined, before: 0 };
  const { file, state, isFull } = await tools.saveSteps({
    name: `${name}.${format}`,
    contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
    work: JSON.stringify([begin, format, columns, max_records, escape_formulas, resume_from]),
    steps: (kept) => steps(tools, { begin, wanted, how }, kept),
  });
  const done = state === undefined ? { records: 0, pages: 0 } : progress.parse(state);
  const { cursor, records, pages } = done;
  if (isFull) tools.log([`The file is as large as files may be: it ends after ${records} records`]);
  const open = cursor === undefined ? {} : { next_cursor: cursor };
  if (how.failure) throw interrupted(how.failure, { file, records, ...open });
  return {
    file,
    records,
    pages,
    complete: cursor === undefined,
    ...open,
    ...notesOf(done),
    ...(how.before === 0 ? {} : { read_before: how.before }),
    ...(format === 'csv' && done.columns ? { columns: done.columns } : {}),
  };
}

/** A name that was written wrong makes a column of nothing, which nobody sees in a large table. */
function notesOf({ missing = [], records }: Progress): { notes?: string[] } {
  if (missing.length === 0 || records === 0) return {};
  return { notes: [`No record has ${missing.join(', ')}: see how columns are named in a csv export without columns`] };
}

/** What is known of an export beside what is kept with its file. */
interface How {
  /** Ended it before its end. */
  failure: PorinError | undefined;
  /** Records that an earlier run had read. */
  before: number;
}

interface Work {
  readonly begin: Begin;
  readonly wanted: Wanted;
  readonly how: How;
}

/** The pages that are missing. A failure ends them, so that what was read is kept. */
async function* steps(tools: RunTools, work: Work, kept: KeptStep | undefined): AsyncGenerator<Step> {
  const { begin, wanted, how } = work;
  const before = wanted.anew ? undefined : leftBy(kept);
  const isEnough = before && before.records >= mostOf(wanted);
  const first = before && !isEnough ? await nextPage(tools, begin.kind, before.cursor) : undefined;
  if (!before || isOver(first)) return yield* newSteps(tools, work);
  tools.log([`Goes on after ${before.records} records, which a run before had read`]);
  how.before = before.records;
  yield* stepsAfter(tools, work, before, first);
}

async function* newSteps(tools: RunTools, work: Work): AsyncGenerator<Step> {
  const { begin, wanted } = work;
  const cursor = wanted.resume_from ?? (await beginExport(tools, begin));
  const start = { cursor, records: 0, pages: 0 };
  const first = await nextPage(tools, begin.kind, cursor);
  if (isPorinError(first)) throw first;
  // Even of nothing, since it takes the place of what may have been kept.
  if (!first) yield { text: '', state: start, isAnew: true };
  yield* stepsAfter(tools, work, start, first);
}

async function* stepsAfter(
  tools: RunTools,
  { begin, wanted, how }: Work,
  start: Progress,
  first: Page | PorinError | undefined,
): AsyncGenerator<Step> {
  const isEnough = () => now.records >= mostOf(wanted);
  let now = start;
  for (let page = first; page; page = isEnough() ? undefined : await nextPage(tools, begin.kind, now.cursor)) {
    if (isPorinError(page)) {
      how.failure = page;
      return;
    }
    const isAnew = now.pages === 0;
    const { text, columns, missing } = written(page.records, now, wanted);
    const records = now.records + page.records.length;
    now = { cursor: page.next_cursor, records, pages: now.pages + 1, columns, missing };
    yield { text, state: now, isAnew };
    tools.log([`Page ${now.pages}: ${page.records.length} records, ${records} in all`]);
  }
}

function mostOf({ max_records = Number.POSITIVE_INFINITY }: Wanted): number {
  return max_records;
}

/** Where a run was when a crash cut it off, while its cursor may still be good. */
function leftBy(kept: KeptStep | undefined): Progress | undefined {
  return kept && kept.ageMs < goesOnMs ? progress.safeParse(kept.state).data : undefined;
}

/** The next page, or why there is none; undefined after the last. Errors: that the run was cancelled. */
async function nextPage(
  tools: RunTools,
  kind: Kind,
  cursor: string | undefined,
): Promise<Page | PorinError | undefined> {
  if (cursor === undefined) return undefined;
  try {
    return await readPage(tools, kind, cursor);
  } catch (error) {
    // Begun again, a cancelled export goes on; so its draft is left as it is.
    if (!isPorinError(error) || tools.signal.aborted) throw error;
    return error;
  }
}

/** The app knows the cursor no more; that a page is still in progress is another matter. */
function isOver(page: Page | PorinError | undefined): boolean {
  return isPorinError(page) && page.code === 'upstream_refused' && codeOf(page) !== 2;
}

function written(
  records: readonly ExportRecord[],
  { columns: known, missing }: Progress,
  { format, beside, columns, escape_formulas: escapeFormulas }: Wanted,
) {
  const whole = records.map((record) => ({ ...beside, ...record }));
  if (format === 'jsonl') return { text: whole.map((record) => `${JSON.stringify(record)}\n`).join('') };
  if (whole.length === 0) return { text: '', columns: known, missing };
  const all = known ?? [...(columns ?? columnsOf(whole))];
  const text = `${known ? '' : csvHead(all)}${csvRows(whole, all, { escapeFormulas })}`;
  return { text, columns: all, missing: missingColumns(whole, missing ?? columns ?? []) };
}

function interrupted(
  { code, message, hint, details, cause }: PorinError,
  saved: { readonly file: { readonly file: string }; readonly records: number; readonly next_cursor?: string },
): PorinError {
  const kept = `${saved.records} records are saved in ${saved.file.file}`;
  return new PorinError(code, `${message}; ${kept}, and the export can go on from the cursor in data.next_cursor`, {
    hint: `porin file get ${saved.file.file} --output NAME fetches those; run it again with resume_from, which is data.next_cursor. ${hint}`,
    details: {
      ...saved,
      ...(saved.next_cursor === undefined ? {} : { go_on_with: { resume_from: saved.next_cursor } }),
      failure: details,
    },
    cause,
  });
}
