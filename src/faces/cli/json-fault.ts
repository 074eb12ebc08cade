/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  readonly position: number;
  readonly expected: string;
}

const space = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Finds the first fault of a text that JSON.parse refused; undefined when there is none.
 * Needed because V8 tells the position of some faults only, and differently from version to version.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const next = (): string | undefined => {
    skip(space);
    return text[at];
  };
  const fault = (expected: string): JsonFault => ({ position: at, expected });
  const members = (close: string, member: () => JsonFault | undefined): JsonFault | undefined => {
    at++;
    if (next() === close) return step();
    for (;;) {
      const inner = member();
      if (inner) return inner;
      const character = next();
      if (character === close) return step();
      if (character !== ',') return fault(`"," or "${close}"`);
      at++;
    }
  };
  const step = (): undefined => {
    at++;
    return undefined;
  };
  const property = (): JsonFault | undefined => {
    next();
    if (!skip(string)) return fault('a name in double quotes');
    if (next() !== ':') return fault('":"');
    at++;
    return value();
  };
  const value = (): JsonFault | undefined => {
    const character = next();
    if (character === '{') return members('}', property);
    if (character === '[') return members(']', value);
    return skip(character === '"' ? string : scalar)
      ? undefined
      : fault(character === '"' ? 'the string to end properly' : 'a value');
  };
  return value() ?? (next() === undefined ? undefined : fault('nothing more'));
}
