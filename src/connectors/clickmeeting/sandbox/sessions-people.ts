import type { Visit } from './entities.ts';

/** Who a visit is of: a person known by an address is the same in every browser. */
function personOf({ email, visitorKey }: Pick<Visit, 'email' | 'visitorKey'>): string {
  const address = email.trim().toLowerCase();
  return address === '' ? visitorKey : address;
}

/** Number of people: somebody who came twice is one. */
export function countPeople(visits: readonly Pick<Visit, 'email' | 'visitorKey'>[]): number {
  return new Set(visits.map(personOf)).size;
}
