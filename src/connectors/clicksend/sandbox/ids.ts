import type { Random } from '../../../sandbox/random.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

function word({ next }: Random): string {
  return Math.floor(next() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0');
}

/** An upper-case UUID, of which a thousand are made with few draws. */
export function newUuid(random: Random): string {
  const hex = `${word(random)}${word(random)}${word(random)}${word(random)}`;
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `A${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join('-').toUpperCase();
}

/** Ids of the demo data, which examples name: they stay the same over resets. */
export function fixedUuid(number: number): string {
  return `5C0FFEE0-0000-4000-A000-${String(number).padStart(12, '0')}`;
}

/** Sixteen letters and digits by which a list is known to e-mail. */
export function newListAddress(random: Random): string {
  return random.text(alphabet, 16);
}
