import type { z } from 'zod';
import type { RunTools } from '../../kernel/action.ts';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import { path } from '../../kernel/http.ts';
import { intOf, recordOf, type Shape } from '../../kernel/shape.ts';
import { itemsOf, unwrap } from './answers.ts';
import { type Room, room } from './schemas/room.ts';

export type Call = RunTools['call'];

/** One room as it is now. Errors: the app's refusal, 404 for an unknown room. */
export async function readRoom(call: Call, roomId: number): Promise<Room> {
  const { body } = await call({ method: 'GET', path: path`/conferences/${roomId}` });
  return room.from(unwrap(body, 'conference', 'room'));
}

/** A list of the app in our shape. `wrapper` is the member that some lists stand in. */
export async function readList<S extends z.ZodType>(
  call: Call,
  address: string,
  { item, what, wrapper }: { readonly item: Shape<S>; readonly what: string; readonly wrapper?: string },
): Promise<z.output<S>[]> {
  const { body } = await call({ method: 'GET', path: address });
  return itemsOf(item, what, wrapper === undefined ? body : unwrap(body, wrapper));
}

/** The status with which the app refused; undefined for every other error. */
export function refusedStatus(error: unknown): number | undefined {
  return isPorinError(error) ? intOf(recordOf(error.details)?.['status']) : undefined;
}

/** An app's refusal. Others (a failing app, refused credentials, a cancelled run) say nothing about what was asked for. */
export function isRefusal(error: unknown): error is PorinError {
  return isPorinError(error) && error.code === 'upstream_refused';
}

/** How one of many things went. `unknown`: the app may have done it; `not_tried`: something before it failed for all. */
export type Tried<R> =
  | { readonly how: 'done'; readonly value: R }
  | { readonly how: 'refused' | 'unknown'; readonly error: PorinError }
  | { readonly how: 'not_tried' };

/**
 * Does one thing for each item, a few at a time; how each went is in the order of the items. What the app refuses concerns that item
 * alone. A failing app, or one that asks to wait, ends the work: what was not begun is not tried.
 * Errors: everything that is no answer of the app, such as refused credentials; the failure itself when nothing was done before it.
 */
export async function tryEach<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<{ readonly tried: readonly Tried<R>[]; readonly stoppedBy: PorinError | undefined }> {
  let stoppedBy: PorinError | undefined;
  const tried = await inPool(items, width, async (item): Promise<Tried<R>> => {
    if (stoppedBy) return { how: 'not_tried' };
    try {
      return { how: 'done', value: await work(item) };
    } catch (error) {
      if (!isPorinError(error)) throw error;
      if (concernsOne.has(error.code)) return { how: 'refused', error };
      stoppedBy = error;
      return error.code === 'outcome_unknown' ? { how: 'unknown', error } : { how: 'not_tried' };
    }
  });
  if (stoppedBy && !tried.some(({ how }) => how === 'done')) throw stoppedBy;
  return { tried, stoppedBy };
}

const concernsOne = new Set(['upstream_refused', 'payload_too_large']);

/** Works through the items, a few at a time; results are in the order of the items. The first error ends it. */
export async function inPool<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async () => {
    // One iterator for all workers: each takes what is next.
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
