type Numbers = Int32Array | Uint8Array | Int8Array | Float32Array;

/** A list of numbers that grows: outside the heap, four bytes or one each. */
export class Grow<T extends Numbers> {
  #values: T;
  #length: number;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T, values?: T) {
    this.#make = make;
    this.#values = values ?? make(16);
    this.#length = values?.length ?? 0;
  }

  get length(): number {
    return this.#length;
  }

  /** With room behind the last one; a new one after each growth. */
  get values(): T {
    return this.#values;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.reserve(this.#length + 1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** Makes it as long as that, with zeros. */
  extend(length: number): void {
    this.reserve(length);
    this.#length = Math.max(this.#length, length);
  }

  reserve(length: number): void {
    if (length <= this.#values.length) return;
    const larger = this.#make(Math.max(length, this.#values.length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** What was pushed, without the room. */
  trimmed(): T {
    const values = this.#make(this.#length);
    values.set(this.#values.subarray(0, this.#length));
    return values;
  }
}

export const ints = (values?: Int32Array) => new Grow((length) => new Int32Array(length), values);
export const bytes = (values?: Uint8Array) => new Grow((length) => new Uint8Array(length), values);
export const floats = (values?: Float32Array) => new Grow((length) => new Float32Array(length), values);
