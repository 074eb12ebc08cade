import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The fonts of a report as files: the standard ones of PDF have no Polish or Russian letters. */
export interface ReportFonts {
  readonly text: Buffer;
  readonly bold: Buffer;
  /** Whether both show a character. */
  has(codePoint: number): boolean;
}

let loaded: ReportFonts | undefined;

/** The fonts, read when the first report is made and kept: most sandboxes never need them. */
export function reportFonts(): ReportFonts {
  loaded ??= loadFonts();
  return loaded;
}

function loadFonts(): ReportFonts {
  const { resolve } = createRequire(import.meta.url);
  const text = readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  const bold = readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  const inText = characterRanges(text);
  const inBold = characterRanges(bold);
  return { text, bold, has: (codePoint) => covers(inText, codePoint) && covers(inBold, codePoint) };
}

/** First and last character of each run, in order. */
type Ranges = readonly (readonly [first: number, last: number])[];

function covers(ranges: Ranges, codePoint: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, -1];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * The characters that a TrueType font has, from its segmented coverage table.
 * Errors: one for a font without such a table; ours have it.
 * Source: OpenType specification, "cmap", format 12.
 */
function characterRanges(font: Buffer): Ranges {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + index * 16);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap');
  const cmap = entry === undefined ? 0 : font.readUInt32BE(entry + 8);
  const encodings = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, index) => cmap + 4 + index * 8);
  const segmented = encodings.map((at) => cmap + font.readUInt32BE(at + 4)).find((at) => font.readUInt16BE(at) === 12);
  if (segmented === undefined) throw new TypeError('The font has no table of segmented coverage');
  const groups = Array.from({ length: font.readUInt32BE(segmented + 12) }, (_, index) => segmented + 16 + index * 12);
  return groups.map((at) => [font.readUInt32BE(at), font.readUInt32BE(at + 4)] as const);
}
