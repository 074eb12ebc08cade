/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  readonly position: number;
  readonly expected: string;
}

const space = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** A text and how far it has been read. */
interface Cursor {
  readonly text: string;
  at: number;
}

type Reader = (cursor: Cursor) => JsonFault | undefined;

/**
 * Finds the first fault of a text that JSON.parse refused; undefined when there is none.
 * Needed because V8 tells the position of some faults only, and differently from version to version.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const cursor: Cursor = { text, at: 0 };
  return readValue(cursor) ?? (next(cursor) === undefined ? undefined : fault(cursor, 'nothing more'));
}

function readValue(cursor: Cursor): JsonFault | undefined {
  const character = next(cursor);
  if (character === '{') return readMembers(cursor, '}', readProperty);
  if (character === '[') return readMembers(cursor, ']', readValue);
  if (character === '"') return skip(cursor, string) ? undefined : fault(cursor, 'the string to end properly');
  return skip(cursor, scalar) ? undefined : fault(cursor, 'a value');
}

function readProperty(cursor: Cursor): JsonFault | undefined {
  next(cursor);
  if (!skip(cursor, string)) return fault(cursor, 'a name in double quotes');
  if (next(cursor) !== ':') return fault(cursor, '":"');
  cursor.at++;
  return readValue(cursor);
}

function readMembers(cursor: Cursor, close: string, readMember: Reader): JsonFault | undefined {
  cursor.at++;
  let character = next(cursor);
  while (character !== close) {
    const inner = readMember(cursor);
    if (inner) return inner;
    character = next(cursor);
    if (character !== ',' && character !== close) return fault(cursor, `"," or "${close}"`);
    if (character === ',') {
      cursor.at++;
      character = undefined;
    }
  }
  cursor.at++;
  return undefined;
}

/** The next character that is not space. */
function next(cursor: Cursor): string | undefined {
  skip(cursor, space);
  return cursor.text[cursor.at];
}

function skip(cursor: Cursor, pattern: RegExp): boolean {
  pattern.lastIndex = cursor.at;
  const found = pattern.test(cursor.text);
  if (found) cursor.at = pattern.lastIndex;
  return found;
}

function fault({ at }: Cursor, expected: string): JsonFault {
  return { position: at, expected };
}
