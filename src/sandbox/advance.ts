import type { SandboxDefinition, World } from './definition.ts';

/** How late time may take effect by itself; a move of the clock always takes effect at once. */
const graceMs = 50;

/** Lets time take effect, unless nothing was written and hardly any time has passed since it last did. */
export function createAdvance({ advance }: SandboxDefinition, world: World): () => void {
  let last = { at: Number.NaN, realAt: 0, changes: -1 };
  return () => {
    const at = world.clock.now();
    // Some things take real time, such as a page that is away; the sandbox's clock may stand still meanwhile.
    const realAt = performance.now();
    const { changes } = world.store;
    if (changes === last.changes && at >= last.at && at < last.at + graceMs && realAt < last.realAt + graceMs) return;
    advance?.(world);
    last = { at, realAt, changes: world.store.changes };
  };
}
