import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { recordOf, type Shape, unexpected } from '../../kernel/shape.ts';

/** Output schema of a list: `{ items: […] }`, so that paging can stand beside the items. */
export function itemsSchema<S extends z.ZodType>(item: Shape<S>, description: string) {
  return z.object({ items: z.array(item.schema).describe(description) });
}

/** Reads a list answer. The document prints some lists in braces; both forms are taken. */
export function itemsOf<S extends z.ZodType>(item: Shape<S>, what: string, body: unknown): z.output<S>[] {
  return listIn(body, what).map((entry) => item.from(entry));
}

/** The members of an array, or of an object whose names are 0, 1, 2 …, as PHP prints a list with gaps. */
export function listIn(body: unknown, what: string): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const record = recordOf(body);
  if (record && Object.keys(record).every((name) => /^\d+$/.test(name))) return Object.values(record);
  throw unexpected(`a list of ${what}`, body);
}

/** The member that wraps an answer (`room`, `conference`), also inside a list of one; the body itself when it is bare. */
export function unwrap(body: unknown, ...wrappers: readonly string[]): unknown {
  for (const outer of [body, ...(Array.isArray(body) && body.length === 1 ? body : [])]) {
    const record = recordOf(outer);
    const name = wrappers.find((wrapper) => record && wrapper in record);
    if (record && name !== undefined) return record[name];
  }
  return body;
}

/** Output schema of a change that answers only with success. */
export const okFlag = z.literal(true).describe('True: the app confirmed it; a refusal is an error instead');

/**
 * Reads the app's spellings of success: `result`, `status`, `response` or `STATUS`, or a bare text.
 * Errors: `upstream_refused` when the marker says the opposite in spite of the 2xx status.
 */
export function okOf(body: unknown): true {
  const record = recordOf(body);
  const marker = record ? (record['result'] ?? record['status'] ?? record['response'] ?? record['STATUS']) : body;
  if (marker === false || (typeof marker === 'string' && /^(error|fail|not|no\b)/i.test(marker))) {
    throw new PorinError('upstream_refused', `ClickMeeting answered ${JSON.stringify(body)} in place of OK`);
  }
  return true;
}
