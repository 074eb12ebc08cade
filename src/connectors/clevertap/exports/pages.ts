import { z } from 'zod';
import type { RunTools } from '../../../kernel/action.ts';
import { recordOf, textOf, unexpected } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { type Asking, patiently } from '../calls.ts';

export type Kind = 'events' | 'profiles';
export type ExportRecord = Readonly<Record<string, unknown>>;

export interface Page {
  readonly records: readonly ExportRecord[];
  /** As the app gave it; undefined on the last page. */
  readonly next_cursor: string | undefined;
}

/** A cursor of the app. */
export const cursorField = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[!-~]+$/, 'has characters that no cursor has')
  .refine((cursor) => !/[&#]/.test(cursor), 'is not as the app gave it: & and # are percent-encoded in a cursor')
  .describe('next_cursor of an answer, exactly as it was given: it is percent-encoded already');

export const batchSize = z
  .int()
  // Below 23 the app does not limit pages at all.
  .min(23)
  .max(5_000)
  .default(46)
  .describe('Records a page, 23 to 5000; the app rounds to multiples of 23 and may give fewer or more. Default 46');

/** Output of one page. */
export function pageOutput(record: z.ZodType, description: string) {
  return z.object({
    records: z.array(record).describe(description),
    count: z.int().describe('How many records this page has'),
    next_cursor: z.string().optional().describe('Pass it as cursor for the next page; absent on the last one'),
    has_more: z.boolean().describe('False on the last page'),
  });
}

export const eventRecord = z
  .looseObject({})
  .describe(
    'One event: profile (who did it), ts (yyyyMMddHHmmss in the project’s zone), event_props, session_props; the event’s name is not repeated',
  );

export const profileRecord = z
  .looseObject({})
  .describe(
    'One person: identity, objectId, email, name, phone, profileData, events (count, first_seen, last_seen in epoch seconds), platformInfo (devices)',
  );

export interface Begin {
  readonly kind: Kind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Begins an export and gives the cursor of its first page; undefined when there is nothing to export. */
export async function beginExport(tools: Asking, { kind, body, query }: Begin): Promise<string | undefined> {
  const answer = envelopeOf(
    await patiently(tools, { method: 'POST', path: `/${kind}.json`, query, body: { json: body } }),
  );
  return textOf(answer['cursor']);
}

/** One page. It is built by hand: a query would encode the cursor a second time. */
export async function readPage(tools: Asking, kind: Kind, cursor: string): Promise<Page> {
  const response = await patiently(tools, { method: 'GET', path: `/${kind}.json?cursor=${cursor}` });
  const { records = [], next_cursor } = envelopeOf(response);
  if (!Array.isArray(records)) throw unexpected('a list of records', response.body);
  const read = records.map((record) => {
    const fields = recordOf(record);
    if (!fields) throw unexpected('a record', record);
    return fields;
  });
  // The last page has none, or an empty one.
  const next = textOf(next_cursor);
  return { records: read, next_cursor: next === '' ? undefined : next };
}

/** A page for an answer. */
export function pageAnswer({ records, next_cursor }: Page) {
  const has_more = next_cursor !== undefined;
  return { records: [...records], count: records.length, ...(has_more ? { next_cursor } : {}), has_more };
}

/** The first page of a new export. */
export async function firstPage(tools: Pick<RunTools, 'call' | 'sleep' | 'log'>, begin: Begin): Promise<Page> {
  const cursor = await beginExport(tools, begin);
  return cursor === undefined ? { records: [], next_cursor: undefined } : readPage(tools, begin.kind, cursor);
}
