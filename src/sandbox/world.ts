import { openClock } from './clock.ts';
import type { SandboxDefinition, World } from './definition.ts';
import { openOutbox } from './outbox.ts';
import { openRandom } from './random.ts';
import type { SandboxOptions } from './sandbox.ts';
import type { Store } from './store.ts';
import { openWebhooks } from './webhooks.ts';

/** Opens everything that a sandbox's code works with, on its store. */
export function openWorld(store: Store, definition: SandboxDefinition, options: SandboxOptions): World {
  const clock = openClock(store, options);
  const random = openRandom(store, options.randomSeed);
  const mail = {
    ...(options.smtpUrl === undefined ? {} : { smtpUrl: options.smtpUrl }),
    ...(options.smtpTimeoutMs === undefined ? {} : { smtpTimeoutMs: options.smtpTimeoutMs }),
  };
  const outbox = openOutbox(store, { clock, random }, mail);
  const webhooks = openWebhooks(store, clock);
  return { store, clock, random, outbox, webhooks, origin: options.origin ?? `http://127.0.0.1:${definition.port}` };
}

/** After the data was emptied or went back to an earlier state: what is under way belongs to data that is gone. */
export function startOver({ webhooks, outbox }: World): void {
  outbox.abandonDeliveries();
  webhooks.startOver();
}

/** Closes what goes on by itself; the store stays open. */
export async function closeWorld({ webhooks, outbox }: World): Promise<void> {
  await webhooks.close();
  await outbox.close();
}
