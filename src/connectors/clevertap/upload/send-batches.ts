import type { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { isPorinError, PorinError } from '../../../kernel/errors.ts';
import { intOf } from '../../../kernel/shape.ts';
import { doneOf, unprocessedOf } from '../answers.ts';
import { patiently } from '../calls.ts';
import { meaningOf } from './codes.ts';
import type { Flaw } from './flaws.ts';
import {
  type Numbered,
  type Rejected,
  rejectedOf,
  requireSome,
  spansOf,
  spansText,
  type uploadOutput,
} from './report.ts';

export interface Upload {
  readonly path: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Most records of one call. */
  readonly batchSize: number;
  /** What is wrong with the record at this index, as far as can be seen here. */
  flawOf(index: number): Flaw | undefined;
  readonly dryRun?: boolean;
  /** What to do when it is not known whether some were taken. */
  readonly whenUnknown: string;
}

/** What became of the records that left. */
interface Done {
  accepted: number;
  readonly acceptedRecords: Numbered[];
  readonly rejected: Rejected[];
  readonly unknown: Numbered[];
  /** Of the batch that failed; it ends the work. */
  failure: PorinError | undefined;
}

const width = 3;

/**
 * Sends records in batches, three at once, each batch once. What is seen to be wrong does not leave; what the app does not take is reported by
 * its number. Errors: `outcome_unknown` that tells which records were taken for certain; why, when none was.
 */
export async function sendAll(tools: RunTools, upload: Upload): Promise<z.output<typeof uploadOutput>> {
  const { good, bad } = sorted(upload);
  const done: Done = { accepted: 0, acceptedRecords: [], rejected: bad, unknown: [], failure: undefined };
  const waiting = batchesOf(good, upload.batchSize);
  const lanes = hasRepeatedPeople(good) ? 1 : width;
  const lane = async () => {
    while (!done.failure) {
      const batch = waiting.shift();
      if (!batch) return;
      await sendOne(tools, upload, batch, done);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return reportOf(upload, done, waiting.flat());
}

async function sendOne(tools: RunTools, upload: Upload, batch: readonly Numbered[], done: Done): Promise<void> {
  const { path, dryRun } = upload;
  const query = dryRun ? { query: { dryRun: 1 }, effect: 'read' as const } : {};
  const body = { json: { d: batch.map(({ record }) => record) } };
  try {
    const envelope = doneOf(await patiently(tools, { method: 'POST', path, body, ...query }));
    const rejected = unprocessedOf(envelope).map((one) => rejectedOf(one, batch));
    const skipped = new Set(rejected.map(({ record }) => record));
    done.rejected.push(...rejected);
    done.acceptedRecords.push(...batch.filter(({ number }) => !skipped.has(number)));
    done.accepted += intOf(envelope['processed']) ?? batch.length - rejected.length;
    tools.log([`Records ${spansText(spansOf(batch))}: ${batch.length - rejected.length} taken`]);
  } catch (error) {
    if (!isPorinError(error)) throw error;
    if (error.code === 'outcome_unknown') done.unknown.push(...batch);
    // Whatever else it was, nothing of the batch was taken.
    done.failure ??= error;
    if (error.code !== 'outcome_unknown') done.rejected.push(...batch.map(notSent(error)));
  }
}

function notSent({ message }: PorinError) {
  return ({ number }: Numbered): Rejected => ({ record: number, message: `The batch was refused: ${message}` });
}

function reportOf(upload: Upload, done: Done, left: readonly Numbered[]): z.output<typeof uploadOutput> {
  const { accepted, acceptedRecords, unknown, failure } = done;
  const rejected = [...done.rejected].sort((a, b) => a.record - b.record);
  const not_sent = left.length === 0 ? {} : { not_sent: spansOf(left) };
  if (unknown.length > 0)
    throw cutOff(upload, failure, {
      accepted: spansOf(acceptedRecords),
      unknown: spansOf(unknown),
      rejected,
      ...not_sent,
    });
  if (failure && accepted === 0) throw failure;
  const isWhole = rejected.length === 0 && left.length === 0;
  return requireSome({
    status: upload.dryRun ? 'checked' : isWhole ? 'success' : 'partial',
    received: upload.records.length,
    accepted,
    rejected,
    ...not_sent,
    ...(failure ? { notes: [`Stopped: ${failure.message}`] } : {}),
  });
}

type Spans = ReturnType<typeof spansOf>;

function cutOff(
  { whenUnknown }: Upload,
  cause: PorinError | undefined,
  details: {
    readonly accepted: Spans;
    readonly unknown: Spans;
    readonly rejected: readonly Rejected[];
    readonly not_sent?: Spans;
  },
): PorinError {
  const { accepted, unknown, not_sent } = details;
  const sure =
    accepted.length === 0 ? 'no record is accepted for certain' : `records ${spansText(accepted)} were accepted`;
  const rest = not_sent === undefined ? '' : `; ${spansText(not_sent)} were not sent`;
  const message = `${cause?.message ?? 'The connection broke'}: ${sure}; of ${spansText(unknown)} it is not known${rest}`;
  return new PorinError('outcome_unknown', message, { hint: whenUnknown, details, cause });
}

function sorted({ records, flawOf }: Upload): { good: Numbered[]; bad: Rejected[] } {
  const good: Numbered[] = [];
  const bad: Rejected[] = [];
  records.forEach((record, index) => {
    const flaw = flawOf(index);
    const number = index + 1;
    if (!flaw) good.push({ number, record });
    else bad.push(rejectedHere(flaw, number, record['identity']));
  });
  return { good, bad };
}

function rejectedHere({ code, field }: Flaw, record: number, identity: unknown): Rejected {
  const message = `${meaningOf(code) ?? 'not valid'}; not sent`;
  return { record, code, field, message, ...(typeof identity === 'string' ? { identity } : {}) };
}

/** Of two records about one person the later one counts, so their order has to last. */
function hasRepeatedPeople(records: readonly Numbered[]): boolean {
  const seen = new Set<string>();
  return records.some(({ record }) => {
    if (record['type'] !== 'profile') return false;
    const key = JSON.stringify([record['identity'], record['objectId'], record['FBID'], record['GPID']]);
    const isKnown = seen.has(key);
    seen.add(key);
    return isKnown;
  });
}

function batchesOf(records: readonly Numbered[], size: number): Numbered[][] {
  const count = Math.ceil(records.length / size);
  return Array.from({ length: count }, (_, index) => records.slice(index * size, (index + 1) * size));
}
