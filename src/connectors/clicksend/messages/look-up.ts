import type { RunTools } from '../../../kernel/action.ts';
import { recordOf, textOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import type { Wire } from './prepare.ts';
import { type Accepted, entryOf } from './report.ts';

const waitsMs = [0, 2_000, 5_000, 10_000];
const pageSize = 100;
const mostPages = 25;
const clockToleranceSeconds = 300;

/** What the history shows of messages whose sending broke off. New messages may appear late, so it is read several times. */
export async function lookUp(
  { call, sleep, facts }: RunTools,
  { kind, sent }: { readonly kind: string; readonly sent: readonly Wire[] },
): Promise<Accepted[]> {
  const wanted = new Set(sent.map(keyOf));
  const lists = new Set(sent.filter(({ list_id }) => list_id !== undefined).map(({ custom_string }) => custom_string));
  const dateFrom = Math.floor(facts.now / 1000) - clockToleranceSeconds;
  for (const waitMs of waitsMs) {
    if (waitMs > 0) await sleep(waitMs);
    const found: Accepted[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const query = { date_from: dateFrom, order_by: 'date:desc', page, limit: pageSize };
      const answer = await call({ method: 'GET', path: `/${kind}/history`, query, effect: 'read' });
      const data = recordOf(dataOf(answer));
      const rows: readonly unknown[] = Array.isArray(data?.['data']) ? data['data'] : [];
      const own = rows.filter((row) => wanted.has(keyOf(row)) || lists.has(textOf(recordOf(row)?.['custom_string'])));
      found.push(...own.map(entryOf));
      if (rows.length < pageSize || (found.length >= wanted.size && lists.size === 0)) break;
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** A message by its reference and number; the app writes numbers with and without the plus. */
export function keyOf(message: unknown): string {
  const { to, custom_string } = recordOf(message) ?? {};
  return `${textOf(custom_string) ?? ''} ${(textOf(to) ?? '').replace(/\D/g, '')}`;
}
