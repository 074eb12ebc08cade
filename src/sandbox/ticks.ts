import type { Logger } from '../kernel/ports/telemetry.ts';
import type { SandboxDefinition } from './definition.ts';
import type { Store } from './store.ts';

const tickMs = 1000;

interface Ticking {
  readonly store: Store;
  readonly advance: () => void;
  readonly logger: Logger | undefined;
}

/** Lets time take effect each second where the app wants it, until the returned function is called. Never keeps the process alive. */
export function startTicks({ ticks }: SandboxDefinition, { store, advance, logger }: Ticking): () => void {
  if (ticks !== true) return () => undefined;
  const timer = setInterval(() => {
    try {
      advance();
      store.flush();
    } catch (err) {
      logger?.error({ err }, 'a sandbox could not let time take effect');
    }
  }, tickMs).unref();
  return () => clearInterval(timer);
}
