/** Shorter values stand in answers by chance. */
const minLength = 8;

/** What credentials look like in an answer: as they are, and as JSON may write them. */
export function needlesOf(secrets: readonly string[]): readonly Buffer[] {
  const needles: Buffer[] = [];
  for (const secret of secrets) {
    if (secret.length < minLength) continue;
    needles.push(Buffer.from(secret));
    if (/[^\x20-\x7e]|["\\/]/.test(secret)) for (const text of escaped(secret)) needles.push(Buffer.from(text));
  }
  return needles;
}

function escaped(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // Some writers of JSON escape slashes, too.
  const found = new Set([json, ascii, json.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/')]);
  found.delete(secret);
  return [...found];
}

/** The bytes with each needle covered by as many others, so that lengths and JSON stay true; the same bytes when there is none. */
export function concealed(bytes: Buffer, needles: readonly Buffer[]): Buffer {
  let shown = bytes;
  for (const needle of needles) {
    for (let at = shown.indexOf(needle); at !== -1; at = shown.indexOf(needle, at + needle.length)) {
      // What was received is not ours to change.
      if (shown === bytes) shown = Buffer.from(bytes);
      shown.write(coverOf(needle.length), at, 'latin1');
    }
  }
  return shown;
}

/** The same for the values of headers, which are looked at for every raw request: one search for all of them. */
export function concealedTexts(texts: string[], secrets: readonly string[]): string[] {
  const all = texts.join('\n');
  const present = secrets.filter((secret) => secret.length >= minLength && all.includes(secret));
  if (present.length === 0) return texts;
  return texts.map((text) =>
    present.reduce((shown, secret) => shown.replaceAll(secret, () => coverOf(secret.length)), text),
  );
}

function coverOf(length: number): string {
  return length < 10 ? '*'.repeat(length) : '[redacted]'.padEnd(length, '*');
}

/** Covers needles in bytes that come in pieces; what may be the beginning of one waits for the next piece. */
export class Concealer {
  readonly #needles: readonly Buffer[];
  #held: Buffer | undefined;

  constructor(needles: readonly Buffer[]) {
    this.#needles = needles;
  }

  pass(piece: Buffer, isLast: boolean): Buffer {
    const shown = concealed(this.#held ? Buffer.concat([this.#held, piece]) : piece, this.#needles);
    const held = isLast ? 0 : Math.max(0, ...this.#needles.map((needle) => beginningAtEnd(shown, needle)));
    const passed = shown.length - held;
    this.#held = held === 0 ? undefined : Buffer.from(shown.subarray(passed));
    return held === 0 ? shown : shown.subarray(0, passed);
  }

  /** What waited when the end came. */
  rest(): Buffer | undefined {
    return this.#held;
  }
}

/** How many bytes at the end are the beginning of the needle. */
function beginningAtEnd(bytes: Buffer, needle: Buffer): number {
  const first = needle[0] ?? 0;
  const from = Math.max(0, bytes.length - needle.length + 1);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    const length = bytes.length - at;
    if (bytes.compare(needle, 0, length, at) === 0) return length;
  }
  return 0;
}
