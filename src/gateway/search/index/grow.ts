type Numbers = Int32Array | Uint8Array | Int8Array | Float32Array;

/** A list of numbers that grows: outside the heap, four bytes or one each. */
export class Grow<T extends Numbers> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(16);
  }

  get length(): number {
    return this.#length;
  }

  /** With room behind the last one; a new one after each growth. */
  get values(): T {
    return this.#values;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(Math.max(16, this.#length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** What was pushed, without the room behind it; a view. */
  written(): T {
    return this.#values.subarray(0, this.#length) as T; // What a view of numbers of a kind is.
  }

  /** Holds from then on what `written` gave, as bytes. */
  take(bytes: Uint8Array): void {
    const values = this.#make(bytes.byteLength / this.#values.BYTES_PER_ELEMENT);
    new Uint8Array(values.buffer).set(bytes);
    this.#values = values;
    this.#length = values.length;
  }
}

export const ints = () => new Grow((length) => new Int32Array(length));
export const bytes = () => new Grow((length) => new Uint8Array(length));
export const floats = () => new Grow((length) => new Float32Array(length));

/** A length for a row that may have to grow. */
export function withRoom(length: number): number {
  return Math.ceil(length * 1.25) + 64;
}
