import { broken } from './broken.ts';

/** A value of a JSON text with comments, by its place in the text. */
export interface JsonNode {
  readonly start: number;
  /** Behind its last character. */
  readonly end: number;
  /** Of an object alone. */
  readonly members?: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: string;
  readonly keyStart: number;
  readonly value: JsonNode;
  /** Place of the comma after it; absent after the last one, unless it has one too. */
  readonly comma?: number;
}

const maxDepth = 200;

/** Reads JSON with comments and commas after the last member, as editors take it. Errors: `bad_request` naming line and column. */
export function readJsonc(text: string): JsonNode {
  const reader = new Reader(text);
  const root = reader.value(0);
  reader.space();
  if (reader.at < text.length) throw broken(text, reader.at, 'expected the end of the file');
  return root;
}

class Reader {
  at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Skips white space and comments. */
  space(): void {
    for (;;) {
      const rest = /[ \t\r\n\uFEFF]*(?:\/\/[^\n]*)?/y;
      rest.lastIndex = this.at;
      const skipped = rest.exec(this.text)?.[0].length ?? 0;
      this.at += skipped;
      if (this.text.startsWith('/*', this.at)) {
        const end = this.text.indexOf('*/', this.at + 2);
        if (end === -1) throw broken(this.text, this.at, 'the comment has no end');
        this.at = end + 2;
      } else if (skipped === 0) return;
    }
  }

  value(depth: number): JsonNode {
    this.space();
    if (depth > maxDepth) throw broken(this.text, this.at, 'too deeply nested');
    const start = this.at;
    const sign = this.text[start];
    if (sign === '{') return this.object(depth);
    if (sign === '[') return this.array(depth);
    if (sign === '"') this.string();
    else this.literal();
    return { start, end: this.at };
  }

  private object(depth: number): JsonNode {
    const start = this.at;
    const members: JsonMember[] = [];
    this.at++;
    for (;;) {
      this.space();
      if (this.text[this.at] === '}') break;
      const keyStart = this.at;
      if (this.text[this.at] !== '"') throw broken(this.text, this.at, `expected a name in quotes or '}'`);
      const key = this.string();
      this.space();
      this.take(':');
      const value = this.value(depth + 1);
      this.space();
      const comma = this.text[this.at] === ',' ? this.at++ : undefined;
      members.push({ key, keyStart, value, ...(comma === undefined ? {} : { comma }) });
      if (comma === undefined && this.text[this.at] !== '}') throw broken(this.text, this.at, `expected ',' or '}'`);
    }
    this.at++;
    return { start, end: this.at, members };
  }

  private array(depth: number): JsonNode {
    const start = this.at;
    this.at++;
    for (;;) {
      this.space();
      if (this.text[this.at] === ']') break;
      this.value(depth + 1);
      this.space();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== ']') throw broken(this.text, this.at, `expected ',' or ']'`);
    }
    this.at++;
    return { start, end: this.at };
  }

  private string(): string {
    const pattern = /"(?:[^"\\\n]|\\.)*"/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw broken(this.text, this.at, 'the text in quotes has no end on its line');
    try {
      const value = JSON.parse(found) as string; // A JSON text in quotes is a string.
      this.at += found.length;
      return value;
    } catch {
      throw broken(this.text, this.at, 'the text in quotes has an escape that there is not');
    }
  }

  private literal(): void {
    const pattern = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined)
      throw broken(this.text, this.at, this.at >= this.text.length ? 'the file ends too early' : 'expected a value');
    this.at += found.length;
  }

  private take(sign: string): void {
    if (this.text[this.at] !== sign) throw broken(this.text, this.at, `expected '${sign}'`);
    this.at++;
  }
}
