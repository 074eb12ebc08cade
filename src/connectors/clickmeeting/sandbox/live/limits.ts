const windowMs = 1000;
const linesPerSecond = 5;
const commandsPerSecond = 30;

/** At most `limit` times within a second of real time. */
class Pace {
  readonly #limit: number;
  readonly #times: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  allows(): boolean {
    const now = performance.now();
    while (this.#times[0] !== undefined && now - this.#times[0] >= windowMs) this.#times.shift();
    if (this.#times.length >= this.#limit) return false;
    this.#times.push(now);
    return true;
  }
}

/** How much one person may say and do. */
export class Limits {
  readonly lines = new Pace(linesPerSecond);
  readonly commands = new Pace(commandsPerSecond);
}
