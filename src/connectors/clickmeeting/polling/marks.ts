/** How far a room has been read: what comes later has a greater mark, compared number by number. */
export type Mark = readonly number[];

export const beginning: Mark = [0];

export function isAfter(mark: Mark, other: Mark): boolean {
  for (const [index, value] of mark.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Something new in a room. */
export interface Entry<T> {
  readonly item: T;
  readonly mark: Mark;
  /** Epoch ms; not a number when the app does not tell. */
  readonly at: number;
}

/** What one room has that is new, in the order of the marks. */
export interface Found<T> {
  readonly roomId: number;
  readonly entries: readonly Entry<T>[];
  /** How far the room is read once all entries are given. */
  readonly end: Mark;
  /** True when the room has more than was read. */
  readonly isCut: boolean;
}

/**
 * The first `limit` entries of all rooms by time, and how far each room is read with them. Of each room a beginning is taken, so that
 * nothing is skipped even when its times are not in the order of its marks, or are equal.
 */
export function takeInOrder<T>(found: readonly Found<T>[], limit: number) {
  const all = found.flatMap(({ roomId, entries }) => {
    let latest = Number.NEGATIVE_INFINITY;
    return entries.map((entry) => {
      if (entry.at > latest) latest = entry.at;
      return { roomId, entry, at: latest };
    });
  });
  // The sort is stable: entries of one room stay in their order.
  all.sort((a, b) => (a.at === b.at ? a.roomId - b.roomId : a.at - b.at));
  const taken = all.slice(0, limit);
  const marks = new Map<number, Mark>();
  for (const { roomId, entry } of taken) marks.set(roomId, entry.mark);
  for (const { roomId, entries, end } of found) {
    const last = entries.at(-1);
    // Read to its end: also past what was too old to give.
    if (last === undefined || marks.get(roomId) === last.mark) marks.set(roomId, end);
  }
  return { items: taken.map(({ entry }) => entry.item), marks, isCut: taken.length < all.length };
}
