import { z } from 'zod';
import type { HttpResponse } from '../../kernel/http.ts';
import { intOf, recordOf, type Shape, textOf, unexpected } from '../../kernel/shape.ts';

type Answer = Pick<HttpResponse, 'body'>;

/** What the app's envelope carries. */
export function dataOf({ body }: Answer): unknown {
  const envelope = recordOf(body);
  return envelope && 'data' in envelope ? envelope['data'] : body;
}

/** What the app says of a success, in its own words. */
export function wordsOf({ body }: Answer): string {
  return textOf(recordOf(body)?.['response_msg']) ?? 'Done';
}

/** Where a list begins and how much of it is given. */
export const pageFields = {
  page: z.int().min(1).default(1).describe('Page, from 1. Default 1'),
  limit: z.int().min(15).max(100).default(50).describe('Items a page, 15 to 100. Default 50'),
};

/** Output schema of one page of a list. */
export function pageSchema<S extends z.ZodType>(item: Shape<S>, description: string) {
  return z.object({
    items: z.array(item.schema).describe(description),
    total: z.int().describe('How many there are on all pages'),
    page: z.int().describe('The page given'),
    pages: z.int().describe('How many pages there are; 0 when there is nothing'),
    next_page: z.int().optional().describe('Ask with this page for more; absent on the last one'),
  });
}

/** Reads one page; lists that the app gives whole are one page. */
export function pageOf<S extends z.ZodType>(item: Shape<S>, answer: Answer) {
  const data = dataOf(answer);
  const page = recordOf(data);
  const listed = page ? page['data'] : data;
  // Empty lists come as null or {} from some endpoints.
  const entries = Array.isArray(listed) ? listed : isNothing(listed) ? [] : undefined;
  if (!entries) throw unexpected('a list', answer.body);
  const items = entries.map((entry) => item.from(entry));
  const current = intOf(page?.['current_page']) ?? 1;
  const pages = intOf(page?.['last_page']) ?? (items.length === 0 ? 0 : 1);
  return {
    items,
    total: intOf(page?.['total']) ?? items.length,
    page: current,
    pages,
    ...(current < pages ? { next_page: current + 1 } : {}),
  };
}

function isNothing(listed: unknown): boolean {
  const record = recordOf(listed);
  return listed === null || listed === undefined || (record !== undefined && Object.keys(record).length === 0);
}
