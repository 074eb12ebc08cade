import type { World } from '../../../../sandbox/definition.ts';

/** What becomes of messages to a number. */
export const outcomes = ['delivered', 'failed', 'rejected', 'unrouted', 'silent'] as const;
export type Outcome = (typeof outcomes)[number];

const stateKey = 'handsets';

interface Codes {
  readonly status_code: string;
  readonly status_text: string;
  readonly error_code: string | null;
  readonly error_text: string | null;
  readonly isFailed: boolean;
}

const codes: Readonly<Record<Exclude<Outcome, 'silent'>, Codes>> = {
  delivered: {
    status_code: '201',
    status_text: 'Success: Message received on handset.',
    error_code: null,
    error_text: null,
    isFailed: false,
  },
  failed: {
    status_code: '300',
    status_text: 'Temporary failure: Network error code',
    error_code: '3',
    error_text: 'Absent subscriber',
    isFailed: true,
  },
  rejected: {
    status_code: '301',
    status_text: 'Delivery failed: Permanent failure',
    error_code: '1',
    error_text: 'Unknown subscriber',
    isFailed: true,
  },
  unrouted: {
    status_code: '302',
    status_text: 'Delivery failed: Supplier routing issue',
    error_code: '11',
    error_text: 'No route to the network',
    isFailed: true,
  },
};

/** Decides what becomes of messages to a number from now on. */
export function setHandset({ store }: World, number: string, outcome: Outcome): void {
  const known = store.getState<Readonly<Record<string, Outcome>>>(stateKey) ?? {};
  store.setState(stateKey, { ...known, [number]: outcome });
}

/** What a handset answers; undefined when it never does. */
export function outcomeOf({ store }: World, number: string): Codes | undefined {
  const known = new Map(Object.entries(store.getState<Readonly<Record<string, Outcome>>>(stateKey) ?? {}));
  const outcome = known.get(number) ?? 'delivered';
  return outcome === 'silent' ? undefined : codes[outcome];
}
