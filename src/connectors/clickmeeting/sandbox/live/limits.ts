import type { World } from '../../../../sandbox/definition.ts';

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
    this.#forget();
    if (this.#times.length >= this.#limit) return false;
    this.#times.push(performance.now());
    return true;
  }

  isIdle(): boolean {
    this.#forget();
    return this.#times.length === 0;
  }

  #forget(): void {
    const now = performance.now();
    while (this.#times[0] !== undefined && now - this.#times[0] >= windowMs) this.#times.shift();
  }
}

/** How much one person may say and do, by pages and forms together. */
export class Limits {
  readonly lines = new Pace(linesPerSecond);
  readonly commands = new Pace(commandsPerSecond);

  isIdle(): boolean {
    return this.lines.isIdle() && this.commands.isIdle();
  }
}

interface Kept {
  readonly byVisit: Map<number, Limits>;
  /** Of `performance.now()`. */
  sweptAt: number;
}

const keptOf = new WeakMap<World, Kept>();

/** The limits of a person, the same for all pages and after a page came back; those of silent people are forgotten. */
export function limitsOf(world: World, visitId: number): Limits {
  const kept = keptOf.get(world) ?? { byVisit: new Map<number, Limits>(), sweptAt: 0 };
  keptOf.set(world, kept);
  const now = performance.now();
  if (now - kept.sweptAt >= windowMs) {
    kept.sweptAt = now;
    for (const [id, limits] of kept.byVisit) if (limits.isIdle()) kept.byVisit.delete(id);
  }
  const limits = kept.byVisit.get(visitId) ?? new Limits();
  kept.byVisit.set(visitId, limits);
  return limits;
}
