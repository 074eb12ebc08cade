import { PorinError } from '../kernel/errors.ts';
import type { Store } from './store.ts';

/** A sandbox's time: the machine's, shifted or standing still. It is kept with the sandbox's data. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  date(): Date;
  /** `2026-11-20T10:00:00.000Z`. */
  iso(): string;
  readonly isFrozen: boolean;
  /** Moves forward (or back, when negative) from now. Errors: `bad_request` before 1970 and after 9998. */
  advance(ms: number): void;
  /** Jumps to an instant. Accepts what `Date` reads, or epoch milliseconds. Errors: as `advance`, also for no date. */
  set(instant: string | number): void;
  /** Stands still from now on. */
  freeze(): void;
  /** Goes on from where it stood. */
  unfreeze(): void;
  /** Back to where it started. */
  reset(): void;
}

/** Where a clock starts. */
export interface ClockStart {
  /** The machine's time when absent. */
  readonly now?: string | number;
  /** Whether it stands still; false when absent. */
  readonly frozen?: boolean;
}

interface ClockState {
  readonly offsetMs: number;
  readonly frozenAt: number | null;
}

const stateKey = 'clock';
/** A year has four digits in every date of an app, also in those some time after now. */
const earliest = Date.UTC(1970, 0);
const latest = Date.UTC(9999, 0);

const realTime: ClockState = { offsetMs: 0, frozenAt: null };

/** Opens the clock of a store, as it was left; `start` is what a reset leads back to. */
export function openClock(store: Store, start: ClockStart = {}): Clock {
  const read = (): ClockState => store.getState<ClockState>(stateKey) ?? realTime;
  const write = (state: ClockState): void => store.setState(stateKey, state);
  const now = (): number => {
    const { offsetMs, frozenAt } = read();
    return frozenAt ?? Date.now() + offsetMs;
  };
  const jump = (instantMs: number): void => {
    if (Number.isNaN(instantMs)) {
      throw new PorinError('bad_request', 'The clock needs an instant', { hint: 'Such as 2026-11-20T10:00:00Z' });
    }
    if (instantMs < earliest || instantMs >= latest) {
      throw new PorinError('bad_request', 'The clock goes from 1970 to 9998', { hint: 'Move it less far' });
    }
    const isFrozen = read().frozenAt !== null;
    write({ offsetMs: instantMs - Date.now(), frozenAt: isFrozen ? instantMs : null });
  };
  const clock: Clock = {
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
    reset: () => {
      write(realTime);
      startClock(clock, start);
    },
  };
  return clock;
}

/** Sets the clock to its start, as far as that says anything. */
export function startClock(clock: Clock, { now, frozen }: ClockStart): void {
  // Frozen first: between the two a millisecond may pass.
  if (frozen === true) clock.freeze();
  if (now !== undefined) clock.set(now);
}
