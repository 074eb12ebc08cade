import type { RunTools } from '../../../kernel/action.ts';
import { intOf, recordOf, textOf } from '../../../kernel/shape.ts';
import { dataOf } from '../answers.ts';
import { isOwnReference, type Wire } from './prepare.ts';
import { type Accepted, entryOf } from './report.ts';

const waitsMs = [0, 2_000, 5_000, 10_000];
const pageSize = 100;
const mostPages = 25;
const clockToleranceSeconds = 300;

/** What the history shows of messages whose sending broke off. */
export interface LookedUp {
  readonly accepted: readonly Accepted[];
  /** Those that it does not show. */
  readonly missing: readonly Wire[];
  /** It has a message to one of the numbers under the same reference, but with another text: whose it is nobody can tell. */
  readonly hasSimilar: boolean;
}

interface Sent {
  readonly kind: string;
  readonly sent: readonly Wire[];
}

/** Looks for messages whose sending broke off. New ones may appear late, so it looks until nothing more appears. */
export async function lookUp(tools: RunTools, { kind, sent }: Sent): Promise<LookedUp> {
  const rows = new Map<string, unknown>();
  let found = sorted(sent, []);
  for (const waitMs of waitsMs) {
    if (waitMs > 0) await tools.sleep(waitMs);
    const before = found.accepted.length;
    for (const row of await recentRows(tools, { kind, sent })) rows.set(idOf(row), row);
    found = sorted(sent, [...rows.values()]);
    // Of a list nobody knows how many they are, and what the app rejected never appears.
    if (isWhole(sent, found) || (before > 0 && found.accepted.length === before)) break;
  }
  return found;
}

function isWhole(sent: readonly Wire[], { missing }: LookedUp): boolean {
  return missing.length === 0 && sent.every(({ list_id }) => list_id === undefined);
}

/** The rows of the history that have one of the references, since a little before the run began. */
async function recentRows({ call, facts }: RunTools, { kind, sent }: Sent): Promise<unknown[]> {
  const references = new Set(sent.map(({ custom_string }) => custom_string));
  const date_from = Math.floor(facts.now / 1000) - clockToleranceSeconds;
  // A reference of the caller's may have been used before, and a list's is that of many.
  const isCounted = sent.every(({ custom_string, list_id }) => list_id === undefined && isOwnReference(custom_string));
  const found: unknown[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { date_from, order_by: 'date:desc', page, limit: pageSize };
    const data = recordOf(dataOf(await call({ method: 'GET', path: `/${kind}/history`, query, effect: 'read' })));
    const rows: readonly unknown[] = Array.isArray(data?.['data']) ? data['data'] : [];
    found.push(...rows.filter((row) => references.has(textOf(recordOf(row)?.['custom_string']))));
    if (rows.length < pageSize || (isCounted && found.length >= sent.length)) break;
  }
  return found;
}

// A page that shifts while it is read shows a row twice.
function idOf(row: unknown): string {
  return textOf(recordOf(row)?.['message_id']) ?? JSON.stringify(row);
}

function sorted(sent: readonly Wire[], rows: readonly unknown[]): LookedUp {
  const byAddress = grouped(rows, addressOf);
  const byReference = grouped(rows, ({ custom_string }) => textOf(custom_string) ?? '');
  const accepted = new Map<unknown, Accepted>();
  const missing: Wire[] = [];
  let hasSimilar = false;
  for (const message of sent) {
    const isForList = message['list_id'] !== undefined;
    const candidates = isForList
      ? (byReference.get(textOf(message['custom_string']) ?? '') ?? []).filter((row) => isOfList(message, row))
      : (byAddress.get(addressOf(message)) ?? []);
    const own = candidates.filter((row) => isSame(message, row));
    for (const row of own) accepted.set(row, entryOf(row));
    if (own.length === 0) missing.push(message);
    hasSimilar ||= candidates.length > own.length;
  }
  return { accepted: [...accepted.values()], missing, hasSimilar };
}

function grouped(rows: readonly unknown[], nameOf: (row: Wire) => string): ReadonlyMap<string, readonly unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const row of rows) {
    const name = nameOf(recordOf(row) ?? {});
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

// The app writes numbers with and without the plus.
function addressOf({ custom_string, to }: Wire): string {
  return `${textOf(custom_string) ?? ''} ${(textOf(to) ?? '').replace(/\D/g, '')}`;
}

function isOfList(message: Wire, row: unknown): boolean {
  const list = intOf(recordOf(row)?.['list_id']);
  return list === undefined || list === message['list_id'];
}

/** A reference made for this message is proof; one of the caller's may have been used before, so the text has to agree. */
function isSame(message: Wire, row: unknown): boolean {
  const body = textOf(recordOf(row)?.['body']);
  // A list's placeholders are filled in.
  if (isOwnReference(message['custom_string']) || message['list_id'] !== undefined || body === undefined) return true;
  return plainOf(body) === plainOf(textOf(message['body']) ?? '');
}

const plainOf = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
