import type { Session, Visit } from './entities.ts';

/** Who a visit is of: a person known by an address is the same in every browser. */
function personOf({ email, visitorKey }: Pick<Visit, 'email' | 'visitorKey'>): string {
  const address = email.trim().toLowerCase();
  return address === '' ? visitorKey : address;
}

/** Number of people: somebody who came twice is one. */
export function countPeople(visits: readonly Pick<Visit, 'email' | 'visitorKey'>[]): number {
  return new Set(visits.map(personOf)).size;
}

/**
 * Most people inside at one time. A session counts browsers as they come; here somebody with two of them is one. Who
 * comes in the millisecond in which another leaves meets them here, so the session's own count is an upper bound.
 */
export function peakOf(session: Pick<Session, 'maxVisitors'>, visits: readonly Visit[]): number {
  const moves = visits.flatMap((visit) => {
    const from = visit.enteredAt ?? visit.arrivedAt;
    const person = personOf(visit);
    return [
      { person, at: from, by: 1 },
      { person, at: visit.leftAt ?? from, by: -1 },
    ];
  });
  const inside = new Map<string, number>();
  let peak = 0;
  for (const { person, by } of moves.sort((left, right) => left.at - right.at || right.by - left.by)) {
    const count = (inside.get(person) ?? 0) + by;
    if (count === 0) inside.delete(person);
    else inside.set(person, count);
    peak = Math.max(peak, inside.size);
  }
  return Math.min(session.maxVisitors, peak);
}
