import type { Store } from './store.ts';

/** A sandbox's time: the machine's, shifted or standing still. It is kept with the sandbox's data. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  date(): Date;
  /** `2026-11-20T10:00:00.000Z`. */
  iso(): string;
  readonly isFrozen: boolean;
  /** Moves forward (or back, when negative) from now. */
  advance(ms: number): void;
  /** Jumps to an instant. Accepts what `Date` reads, or epoch milliseconds. */
  set(instant: string | number): void;
  /** Stands still from now on. */
  freeze(): void;
  /** Goes on from where it stood. */
  unfreeze(): void;
  /** Back to the machine's time. */
  reset(): void;
}

interface ClockState {
  readonly offsetMs: number;
  readonly frozenAt: number | null;
}

const stateKey = 'clock';
const realTime: ClockState = { offsetMs: 0, frozenAt: null };

/** Opens the clock of a store. */
export function openClock(store: Store): Clock {
  const read = (): ClockState => store.getState<ClockState>(stateKey) ?? realTime;
  const write = (state: ClockState): void => store.setState(stateKey, state);
  const now = (): number => {
    const { offsetMs, frozenAt } = read();
    return frozenAt ?? Date.now() + offsetMs;
  };
  const jump = (instantMs: number): void => {
    if (!Number.isFinite(instantMs)) throw new RangeError('The clock can only be set to a valid instant');
    const isFrozen = read().frozenAt !== null;
    write({ offsetMs: instantMs - Date.now(), frozenAt: isFrozen ? instantMs : null });
  };
  return {
    now,
    date: () => new Date(now()),
    iso: () => new Date(now()).toISOString(),
    get isFrozen() {
      return read().frozenAt !== null;
    },
    advance: (ms) => jump(now() + ms),
    set: (instant) => jump(new Date(instant).getTime()),
    freeze: () => write({ ...read(), frozenAt: now() }),
    unfreeze: () => write({ offsetMs: now() - Date.now(), frozenAt: null }),
    reset: () => write(realTime),
  };
}
