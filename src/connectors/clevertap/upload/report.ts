import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { intOf, recordOf, textOf } from '../../../kernel/shape.ts';
import { meaningOf } from './codes.ts';

const span = z.object({
  from: z.int().describe('Number of the first record, from 1'),
  to: z.int().describe('Number of the last record'),
});

const rejected = z.object({
  record: z.int().describe('Number of the record in the input, from 1'),
  code: z.int().optional().describe('The app’s code'),
  field: z.string().optional().describe('The field at fault, where it is known'),
  message: z.string().describe('Why it was not taken'),
  identity: z.string().optional().describe('Whom the record is about'),
});

/** Output of every upload. */
export const uploadOutput = z.object({
  status: z.enum(['success', 'partial', 'checked']).describe('partial: some were not taken; checked: a dry run'),
  received: z.int().describe('How many records the input had'),
  accepted: z.int().describe('How many the app took, or would take'),
  rejected: z.array(rejected).describe('Those that were not taken, with why; the others are not affected'),
  not_sent: z.array(span).optional().describe('Records that never left, because an earlier batch failed'),
  notes: z.array(z.string()).optional().describe('What to know about this answer'),
});

export type Rejected = z.output<typeof rejected>;
export type Span = z.output<typeof span>;

/** A record that goes to the app, with its number in the input. */
export interface Numbered {
  readonly number: number;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Why the app did not take a record of a batch; its own numbers count within the batch. */
export function rejectedOf(unprocessed: Readonly<Record<string, unknown>>, batch: readonly Numbered[]): Rejected {
  const error = textOf(unprocessed['error']) ?? 'the app gave no reason';
  const counted = /record number\s*:\s*(\d+)/i.exec(error)?.[1];
  const index = counted === undefined ? indexOf(unprocessed['record'], batch) : Number(counted) - 1;
  const code = intOf(unprocessed['code']);
  const identity = textOf(recordOf(unprocessed['record'])?.['identity']);
  const said = error.replace(/\.?\s*Skipped record number\s*:\s*\d+/i, '').trim();
  const meaning = meaningOf(code);
  return {
    record: batch[index]?.number ?? 0,
    ...(code === undefined ? {} : { code }),
    message: meaning === undefined ? said : `${said} (${meaning})`,
    ...(identity === undefined ? {} : { identity }),
  };
}

/** Where the app gives no number, the record that it sends back tells which is meant. */
function indexOf(record: unknown, batch: readonly Numbered[]): number {
  const sent = JSON.stringify(record);
  return batch.findIndex((one) => JSON.stringify(one.record) === sent);
}

/** Numbers as ranges: 1-1000, 1002-1500. */
export function spansOf(records: readonly Numbered[]): Span[] {
  const spans: Span[] = [];
  for (const { number } of [...records].sort((a, b) => a.number - b.number)) {
    const last = spans.at(-1);
    if (last && last.to === number - 1) last.to = number;
    else spans.push({ from: number, to: number });
  }
  return spans;
}

export function spansText(spans: readonly Span[]): string {
  return spans.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

/** Errors: when nothing was taken, why. */
export function requireSome(report: z.output<typeof uploadOutput>): z.output<typeof uploadOutput> {
  if (report.accepted > 0 || report.status === 'checked') return report;
  const shown = report.rejected.slice(0, 5).map(({ record, field, message }) => {
    return `record ${record}${field === undefined ? '' : ` (${field})`}: ${message}`;
  });
  const more = report.rejected.length > 5 ? `; and ${report.rejected.length - 5} more` : '';
  // A field is known only of what was found here, and did not leave.
  const isOurs = report.rejected.every(({ field }) => field !== undefined);
  throw new PorinError(
    isOurs ? 'bad_request' : 'upstream_refused',
    `None of ${report.received} records was accepted: ${shown.join('; ')}${more}`,
    {
      hint: 'Correct the named fields and upload again; nothing was kept',
      details: { rejected: report.rejected.slice(0, 1_000) },
      isUndone: true,
    },
  );
}
