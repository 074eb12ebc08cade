const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

const weights = new Map<string, number>([
  ...[...basic].map((character) => [character, 1] as const),
  ...[...extension].map((character) => [character, 2] as const),
]);

/** How a text goes over the air. */
export interface Segments {
  readonly encoding: 'GSM' | 'UCS-2';
  /** Septets, or 16-bit units. */
  readonly length: number;
  readonly parts: number;
}

/** Room in one part, and in each of several; twice, for the two encodings. */
export interface Room {
  readonly gsm: readonly [single: number, each: number];
  readonly unicode: readonly [single: number, each: number];
}

const smsRoom: Room = { gsm: [160, 153], unicode: [70, 67] };

/** Length in GSM 03.38, where extension characters count twice; undefined when a character is not in it. */
function gsmLength(text: string): number | undefined {
  let length = 0;
  for (const character of text) {
    const weight = weights.get(character);
    if (weight === undefined) return undefined;
    length += weight;
  }
  return length;
}

function partsOf(length: number, [single, each]: readonly [number, number]): number {
  return length <= single ? 1 : Math.ceil(length / each);
}

/** Counts the parts of a text. */
export function segmentsOf(text: string, room: Room = smsRoom): Segments {
  const length = gsmLength(text);
  if (length !== undefined) return { encoding: 'GSM', length, parts: partsOf(length, room.gsm) };
  return { encoding: 'UCS-2', length: text.length, parts: partsOf(text.length, room.unicode) };
}

/** Cuts a text so that it takes at most so many parts. */
export function truncated(whole: string, maxParts: number, room: Room = smsRoom): string {
  // No character takes less than one unit; a book must not be counted again and again.
  const most = Math.max(room.gsm[0], room.gsm[1] * maxParts);
  const text = whole.slice(0, most + 1);
  if (segmentsOf(text, room).parts <= maxParts) return text;
  const characters = [...text];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (segmentsOf(characters.slice(0, middle).join(''), room).parts <= maxParts) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}
