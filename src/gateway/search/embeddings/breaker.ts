const failuresToOpen = 3;
const pauseMs = 30_000;

/** Keeps calls away from something that fails again and again. */
export class Breaker {
  readonly #now: () => number;
  readonly #onOpen: (error: unknown) => void;
  #failures = 0;
  #openUntil = 0;

  constructor(now: () => number, onOpen: (error: unknown) => void) {
    this.#now = now;
    this.#onOpen = onOpen;
  }

  /** False while it is left alone. After a pause one call may try. */
  get mayCall(): boolean {
    return this.#now() >= this.#openUntil;
  }

  /** Errors: those of the call. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    // Whoever comes while this one tries is sent away.
    if (this.#failures >= failuresToOpen) this.#openUntil = this.#now() + pauseMs;
    try {
      const result = await work();
      this.#failures = 0;
      this.#openUntil = 0;
      return result;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= failuresToOpen) this.#openUntil = this.#now() + pauseMs;
      if (this.#failures === failuresToOpen) this.#onOpen(error);
      throw error;
    }
  }
}
