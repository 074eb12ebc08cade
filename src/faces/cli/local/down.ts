import { exitCodes, PorinError } from '../../../kernel/errors.ts';
import { listRunning } from '../../../platform/config/running.ts';
import type { CliContext } from '../context.ts';
import type { GatewayChoice } from '../gateway.ts';

const patienceMs = 15_000;
const pauseMs = 50;

/** Stops the gateway in use. Errors: `unavailable` when none runs or it does not end in time. */
export async function down(context: CliContext): Promise<number> {
  const { setTimeout: sleep } = await import('node:timers/promises');
  const gateway = context.gateway();
  const shown = gateway.running?.publicUrl ?? gateway.url;
  const limitMs = context.globals.timeoutMs ?? patienceMs;
  await context.out.during('Stopping', async () => {
    await context.client().call('system.stop', {});
    for (let waitedMs = 0; await isThere(context, gateway); waitedMs += pauseMs) {
      if (waitedMs >= limitMs) {
        throw new PorinError('unavailable', `${shown} still runs after ${limitMs / 1000} s`, {
          hint: gateway.running ? `End the process: kill ${gateway.running.pid}` : 'Look at its log',
        });
      }
      await sleep(pauseMs);
    }
  });
  if (context.out.isJson) context.out.json({ stopped: true, url: shown });
  else context.out.raw(`stopped ${shown}\n`);
  return exitCodes.ok;
}

async function isThere(context: CliContext, { running, url }: GatewayChoice): Promise<boolean> {
  if (running) return listRunning(context.io.env).some((gateway) => gateway.pid === running.pid);
  try {
    await context.client({ url, token: undefined }).call('system.health', {}, { timeoutMs: 1000 });
    return true;
  } catch {
    // Any failure here means that it no longer serves.
    return false;
  }
}
