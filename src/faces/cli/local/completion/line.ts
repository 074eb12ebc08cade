/** A command line up to the cursor: the words after the program that are complete, and the one under the cursor, without their quotes. */
export function splitLine(
  line: string,
  point: number,
): { readonly words: readonly string[]; readonly current: string } {
  const typed = line.slice(0, Number.isInteger(point) ? point : line.length);
  const words: string[] = [];
  let word = '';
  let quote = '';
  let isOpen = false;
  for (let index = 0; index < typed.length; index++) {
    const character = typed[index] ?? '';
    if (quote === '' && /\s/.test(character)) {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
      continue;
    }
    isOpen = true;
    if (character === '\\' && quote !== "'") word += typed[++index] ?? '';
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else word += character;
  }
  return { words: afterProgram(words), current: word };
}

/** Without what comes before this program: `A=1 sudo porin`, `true; npx porin`. */
function afterProgram(words: readonly string[]): readonly string[] {
  const separator = words.findLastIndex((word) => /^(;|&&|\|\|?|.*;)$/.test(word));
  const own = words.slice(separator + 1);
  const program = own.findIndex((word) => /(^|\/)(porin|membrane)$|@membranehq\/cli/.test(word));
  return own.slice(program === -1 ? 1 : program + 1);
}
