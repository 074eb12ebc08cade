import { PorinError } from '../../kernel/errors.ts';

/** How much one evaluation may do. Formulas come from callers, so each has an end. */
export interface MappingLimits {
  /** Values visited, compared or turned into text. */
  readonly steps: number;
  /** Characters and members of everything that is made, the result included. */
  readonly size: number;
  /** Formulas and containers inside each other. */
  readonly depth: number;
}

export const mappingLimits: MappingLimits = { steps: 500_000, size: 16_000_000, depth: 200 };

/** Counts what one evaluation does, and ends it at a limit. */
export class Work {
  readonly #limits: MappingLimits;
  #steps = 0;
  #size = 0;
  #depth = 0;
  /** The operator that is at work, for the message. */
  operator = 'The value';

  constructor(limits: MappingLimits) {
    this.#limits = limits;
  }

  spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#limits.steps) this.#stop('steps', this.#limits.steps, 'Map fewer items in one formula');
  }

  /** Counts characters that are looked at; some hundreds are about as much as one value. */
  read(characters: number): void {
    this.spend(characters / 250);
  }

  grow(size: number): void {
    this.#size += size;
    if (this.#size > this.#limits.size)
      this.#stop('characters and members', this.#limits.size, 'Make less in one formula');
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > this.#limits.depth) this.#stop('levels', this.#limits.depth, 'Nest less deeply');
    this.spend(1);
  }

  leave(): void {
    this.#depth -= 1;
  }

  #stop(unit: string, limit: number, hint: string): never {
    throw new PorinError('bad_request', `${this.operator} went over the limit of ${limit} ${unit} of a mapping`, {
      hint,
    });
  }
}
