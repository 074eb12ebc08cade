import type { Described, Shelf } from './library.ts';
import type { Place } from './place.ts';

/** What is asked for, and among what. */
export interface Asking {
  readonly intent: string;
  readonly saved: readonly Described[];
  /** Only actions of these apps; an empty name is for those of no app. */
  readonly apps?: readonly string[] | undefined;
}

/** Finds actions by what somebody wants to do. */
export interface Ranking {
  /** The score of each action that fits, 0 to 1, by id; empty when nothing fits. */
  rank(asking: Asking): Promise<ReadonlyMap<string, number>>;
  /** Why each of the actions ranks where it does, in words. */
  explain(asking: Asking, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The apps that the intent surely names. */
  appsNamed(asking: Asking): Promise<readonly string[]>;
}

/** The intent among the actions of a place; undefined for none. */
export function askingAt(intent: string | undefined, place: Place, { described }: Shelf): Asking | undefined {
  if (intent === undefined || intent.trim() === '') return undefined;
  return { intent, saved: described, ...(place.app === undefined ? {} : { apps: [place.app, ''] }) };
}
