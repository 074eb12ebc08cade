import type { Store } from './store.ts';

/** Repeatable randomness: a fresh sandbox draws the same values each time, a restarted one goes on where it stopped. Not for secrets. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** Both ends included. */
  int(min: number, max: number): number;
  pick<T>(values: readonly T[]): T;
  /** `length` characters of an alphabet. */
  text(alphabet: string, length: number): string;
  /** `length` lower-case hex digits. */
  hex(length: number): string;
}

const stateKey = 'random';
const usualSeed = 0x706f7269;

/** Opens the source of randomness of a store; another seed gives other ids, pins and tokens. */
export function openRandom(store: Store, seed = usualSeed): Random {
  const next = (): number => {
    const drawn = ((store.getState<number>(stateKey) ?? seed) + 0x6d2b79f5) | 0;
    store.setState(stateKey, drawn);
    return mulberry32(drawn);
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(values: readonly T[]): T => {
    const value = values[int(0, values.length - 1)];
    if (value === undefined) throw new RangeError('Nothing to pick from');
    return value;
  };
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join('');
  return { next, int, pick, text, hex: (length) => text('0123456789abcdef', length) };
}

// Small, fast and equal on every platform. Source: Tommy Ettinger's mulberry32, public domain.
function mulberry32(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
