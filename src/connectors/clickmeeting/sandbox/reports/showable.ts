/** Text that a font can show. */
export interface Showable {
  readonly text: string;
  /** Whether codes stand for characters in it. */
  readonly isReplaced: boolean;
}

// Marks that only say how to draw their neighbours, and controls of direction, which could make one name look like another.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}]|[\u{FE00}-\u{FE0F}]/u;

/**
 * Text as a font shows it: what it lacks stands in its plain form (`𝓐𝓭𝓪` → `Ada`, `１` → `1`), else as its Unicode codes
 * in brackets, `[U+5F20 U+4F1F]`. Line breaks stay, everything else that has no shape goes.
 */
export function showable(source: string, has: (codePoint: number) => boolean): Showable {
  const fits = (text: string): boolean => [...text].every((character) => has(character.codePointAt(0) ?? 0));
  const codes: string[] = [];
  let text = '';
  let isReplaced = false;
  const endCodes = (): void => {
    if (codes.length > 0) text += `[${codes.splice(0).join(' ')}]`;
  };
  for (const character of source.normalize('NFC').replace(/\r\n?/g, '\n').replaceAll('\t', ' ')) {
    if (character !== '\n' && invisible.test(character)) continue;
    const plain = [character, character.normalize('NFKC'), character.normalize('NFKD')].find(fits);
    if (plain === undefined && character !== '\n') {
      codes.push(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
      isReplaced = true;
      continue;
    }
    endCodes();
    text += plain ?? character;
  }
  endCodes();
  return { text, isReplaced };
}
