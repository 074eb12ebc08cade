import type { z } from 'zod';
import type { RunTools } from '../../kernel/action.ts';
import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import { path } from '../../kernel/http.ts';
import { intOf, recordOf, type Shape } from '../../kernel/shape.ts';
import { itemsOf, unwrap } from './answers.ts';
import { type Room, room } from './schemas/room.ts';

export type Call = RunTools['call'];

/** One room as it is now. Its failure leaves nothing unknown, also in an action that changes something. Errors: the app's refusal, 404 for an unknown room. */
export async function readRoom(call: Call, roomId: number): Promise<Room> {
  const { body } = await call({ method: 'GET', path: path`/conferences/${roomId}`, effect: 'read' });
  return room.from(unwrap(body, 'conference', 'room'));
}

/** A list of the app in our shape. `wrapper` is the member that some lists stand in. */
export async function readList<S extends z.ZodType>(
  call: Call,
  address: string,
  { item, what, wrapper }: { readonly item: Shape<S>; readonly what: string; readonly wrapper?: string },
): Promise<z.output<S>[]> {
  const { body } = await call({ method: 'GET', path: address, effect: 'read' });
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

/** How many things went, and the failure that ended the work early. */
export interface Trial<R> {
  readonly tried: readonly Tried<R>[];
  readonly stoppedBy: PorinError | undefined;
}

/**
 * Does one thing for each item, a few at a time; how each went is in the order of the items. What the app refuses concerns that item
 * alone. A failing app, one that asks to wait, or one that refuses the credentials ends the work: what was not begun is not tried.
 */
export async function tryEach<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<Trial<R>> {
  const failures: PorinError[] = [];
  const tried = await inPool(items, width, async (item): Promise<Tried<R>> => {
    if (failures.length > 0) return { how: 'not_tried' };
    try {
      return { how: 'done', value: await work(item) };
    } catch (error) {
      if (!isPorinError(error)) throw error;
      if (concernsOne.has(error.code)) return { how: 'refused', error };
      failures.push(error);
      return isUnknown(error) ? { how: 'unknown', error } : { how: 'not_tried' };
    }
  });
  // What may have been done matters most, whatever failed beside it.
  return { tried, stoppedBy: failures.find(isUnknown) ?? failures[0] };
}

function isUnknown({ code }: PorinError): boolean {
  return code === 'outcome_unknown';
}

/** The same trial. Errors: the failure that ended it, when nothing was done before it. */
export function orFailure<R>(trial: Trial<R>): Trial<R> {
  const { tried, stoppedBy } = trial;
  if (stoppedBy && !tried.some(({ how }) => how === 'done')) throw stoppedBy;
  return trial;
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
