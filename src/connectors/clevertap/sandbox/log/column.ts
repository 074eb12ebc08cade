/** What a property of an event may be; lists and objects are kept as they came. */
export type Value = unknown;

/** One property of a block of events: the value of each row, undefined where the event has none. */
export interface Column {
  at(row: number): Value;
  /** Gives a test of rows; the test of values runs once for each distinct text, so it must be pure. */
  matching(test: (value: Value) => boolean): (row: number) => boolean;
}

const numbers = 1;
/** Distinct values as JSON. */
const dictionary = 2;
/** Distinct values that are all texts, which can be taken apart much faster than JSON can be read. */
const texts = 3;
const between = '\u0000';
const headerBytes = 8;

/** Packs a property's values: numbers as they are, anything else as indexes into a list of distinct ones. */
export function packColumn(values: readonly Value[]): Uint8Array {
  return values.every((value) => value === undefined || (typeof value === 'number' && !Number.isNaN(value)))
    ? packNumbers(values)
    : packDictionary(values);
}

function packNumbers(values: readonly Value[]): Uint8Array {
  const packed = new Uint8Array(headerBytes + values.length * 8);
  packed[0] = numbers;
  const cells = new Float64Array(packed.buffer, headerBytes);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row];
    cells[row] = typeof value === 'number' ? value : Number.NaN;
  }
  return packed;
}

function packDictionary(values: readonly Value[]): Uint8Array {
  const codes = new Uint32Array(values.length);
  const codeOf = new Map<string, number>();
  const distinct: string[] = [];
  values.forEach((value, row) => {
    if (value === undefined) return;
    const text = JSON.stringify(value);
    let code = codeOf.get(text);
    if (code === undefined) {
      code = distinct.push(text);
      codeOf.set(text, code);
    }
    codes[row] = code;
  });
  const plain = plainTexts(distinct);
  const list = Buffer.from(plain ?? `[${distinct.join(',')}]`);
  const width = distinct.length < 256 ? 1 : distinct.length < 65_536 ? 2 : 4;
  const cells = width === 1 ? Uint8Array.from(codes) : width === 2 ? Uint16Array.from(codes) : codes;
  const packed = new Uint8Array(headerBytes + cells.byteLength + list.length);
  packed[0] = plain === undefined ? dictionary : texts;
  packed[1] = width;
  new DataView(packed.buffer).setUint32(4, values.length);
  packed.set(new Uint8Array(cells.buffer), headerBytes);
  packed.set(list, headerBytes + cells.byteLength);
  return packed;
}

/** Opens what `packColumn` made. */
export function unpackColumn(bytes: Uint8Array): Column {
  const aligned = alignedCopy(bytes);
  if (aligned[0] === numbers) return numberColumn(new Float64Array(aligned.buffer, headerBytes));
  const width = aligned[1] ?? 1;
  const length = new DataView(aligned.buffer).getUint32(4);
  const Cells = width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array;
  const codes = new Cells(aligned.buffer, headerBytes, length);
  const list = Buffer.from(aligned.buffer, headerBytes + length * width).toString();
  // packDictionary wrote this list.
  return dictionaryColumn(codes, aligned[0] === texts ? list.split(between) : (JSON.parse(list) as Value[]));
}

/** The texts of a list of JSON, or undefined where one is something else. */
function plainTexts(distinct: readonly string[]): string | undefined {
  if (distinct.length === 0 || distinct.some((json) => json[0] !== '"')) return undefined;
  const plain = distinct.map((json) => (json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1)));
  // A text of half a character does not survive UTF-8.
  return plain.some((text) => text.includes(between) || /[\ud800-\udfff]/.test(text)) ? undefined : plain.join(between);
}

/** Whole numbers of 32 bits, such as seconds. */
export function packInts(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

export function unpackInts(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(alignedCopy(bytes).buffer);
}

/** A column of values in memory. */
export function columnOf(values: readonly Value[]): Column {
  return { at: (row) => values[row], matching: (test) => (row) => test(values[row]) };
}

/** Typed arrays over many bytes begin only at certain addresses, and the driver gives bytes at any. */
function alignedCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}

function numberColumn(cells: Float64Array): Column {
  return {
    at: (row) => {
      const value = cells[row];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
    matching: (test) => {
      const absent = test(undefined);
      return (row) => {
        const value = cells[row];
        return value === undefined || Number.isNaN(value) ? absent : test(value);
      };
    },
  };
}

function dictionaryColumn(codes: Uint8Array | Uint16Array | Uint32Array, values: readonly Value[]): Column {
  return {
    at: (row) => {
      const code = codes[row] ?? 0;
      return code === 0 ? undefined : values[code - 1];
    },
    matching: (test) => {
      const holds = Uint8Array.from([undefined, ...values], (value) => (test(value) ? 1 : 0));
      return (row) => holds[codes[row] ?? 0] === 1;
    },
  };
}
