import { join } from 'node:path';
import { isPorinError, PorinError } from '../../../../kernel/errors.ts';
import { readJson } from '../../../client/client.ts';
import { exchange } from '../../../client/exchange.ts';
import type { Check } from '../../boot.ts';
import type { CliContext } from '../../context.ts';
import { recordOf } from '../../flags.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { listSandboxes } from '../../sandbox-client.ts';
import { duration } from '../../term/time.ts';
import type { Look } from './time-limit.ts';

const patienceMs = 4_000;
const dayMs = 86_400_000;
// A token that was signed a minute in the future is refused.
const skewMs = 30_000;
const shownAtMost = 5;

/** The gateway in use, and what it says of its sandboxes, connections and runs. */
export function gatewayChecks(context: CliContext, choice: GatewayChoice): Look[] {
  const answer = gateway(context, choice);
  const isReached = answer.then(
    () => true,
    () => false,
  );
  const others = {
    sandboxes: () => sandboxes(context, choice),
    connections: () => connections(context),
    runs: () => runs(context),
  };
  const looks = Object.entries(others).map(([name, look]) => ({
    name,
    look: () => allowed({ name, look }, isReached),
  }));
  return [{ name: 'gateway', look: () => answer }, ...looks];
}

/** What this user's token may not see is no fault of the installation. */
async function allowed(
  { name, look }: { readonly name: string; readonly look: () => Promise<readonly Check[]> },
  isReached: Promise<boolean>,
): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!isPorinError(error)) throw error;
    const { code, message, hint } = error;
    // The line of the gateway says already that it does not answer.
    if (code === 'unavailable' && !(await isReached)) return [];
    return [{ name, status: 'warn', message: `cannot be seen: ${message}`, hint }];
  }
}

async function gateway({ client, io }: CliContext, choice: GatewayChoice): Promise<readonly Check[]> {
  const name = 'gateway';
  const askedAt = Date.now();
  const answer = await client({ url: choice.url, token: undefined })
    .raw({ method: 'GET', path: '/health', timeoutMs: patienceMs })
    .catch((error: unknown) => {
      throw hanging(error, choice);
    });
  const took = Date.now() - askedAt;
  const date = Date.parse(String(answer.headers.date));
  const { version } = recordOf(await readJson(answer));
  const where = `${choice.url}, Porin ${version}, answered in ${duration(took)}`;
  const same = version === io.version;
  const hint = `Restart it with this program, which is ${io.version}: porin down && porin up --detach`;
  return [
    same
      ? { name, status: 'ok', message: where }
      : { name, status: 'warn', message: `${where}; this program is ${io.version}`, hint },
    ...clock(date, askedAt + took / 2),
  ];
}

/** To wait longer helps nobody here. */
function hanging(error: unknown, { running }: GatewayChoice): unknown {
  if (!isPorinError(error) || !('isTimeout' in error) || !running) return error;
  const hint = `Start it anew: porin down && porin up --detach; ${join(running.dataDir, 'porin.log')} may say why`;
  return new PorinError(error.code, error.message, { hint, cause: error });
}

function clock(theirs: number, ours: number): Check[] {
  if (Number.isNaN(theirs)) return [];
  // The header has whole seconds.
  const apart = Math.max(0, Math.abs(theirs - ours) - 1000);
  const name = 'clock';
  if (apart <= skewMs) return [{ name, status: 'ok', message: 'agrees with the gateway' }];
  const message = `${duration(apart)} ${theirs > ours ? 'behind' : 'ahead of'} the gateway; tokens may be refused`;
  return [{ name, status: 'warn', message, hint: 'Set both clocks by NTP: timedatectl set-ntp true' }];
}

async function sandboxes(context: CliContext, choice: GatewayChoice): Promise<readonly Check[]> {
  const name = 'sandboxes';
  const running = await listSandboxes(context, choice, { timeoutMs: patienceMs });
  if (running.length === 0) return [{ name, status: 'ok', message: 'none runs' }];
  const silent = await Promise.all(
    running.map(async ({ app, url }) => ((await answers(url)) ? [] : [`${app} (${url})`])),
  );
  const dead = silent.flat();
  if (dead.length === 0)
    return [{ name, status: 'ok', message: `${running.map(({ app }) => app).join(', ')}: all answer` }];
  return [{ name, status: 'fail', message: `no answer from ${dead.join(', ')}`, hint: 'porin down && porin up' }];
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await exchange({ method: 'GET', url, timeoutMs: patienceMs });
    answer.resume();
    return true;
  } catch {
    // Nothing listens, or it hangs: both are no answer.
    return false;
  }
}

const unusable = ['CLIENT_ACTION_REQUIRED', 'CONFIGURATION_ERROR', 'SETUP_FAILED'] as const;

async function connections(context: CliContext): Promise<readonly Check[]> {
  const name = 'connections';
  const pages = await Promise.all(
    unusable.map((state) =>
      context.client().call('connections.list', { state, limit: shownAtMost + 1 }, { timeoutMs: patienceMs }),
    ),
  );
  const items = pages.flatMap((page) => page.items);
  if (items.length === 0) return [{ name, status: 'ok', message: 'none needs anything' }];
  const shown = items.slice(0, shownAtMost).map(({ id, name: title, state, error }): Check => {
    const why = error?.message === undefined ? '' : `: ${error.message}`;
    const hint =
      state === 'CLIENT_ACTION_REQUIRED' ? `porin connect --connectionId=${id}` : `porin connection get ${id}`;
    return { name, status: 'warn', message: `${title} is ${state}${why}`, hint };
  });
  if (items.length <= shownAtMost) return shown;
  const more = { name, status: 'warn', message: 'and more of them', hint: 'porin connection list' } as const;
  return [...shown, more];
}

async function runs(context: CliContext): Promise<readonly Check[]> {
  const name = 'runs';
  const from = new Date(context.io.now() - dayMs).toISOString();
  const { items, cursor } = await context
    .client()
    .call('runs.list', { status: 'unknown', from, limit: 100 }, { timeoutMs: patienceMs });
  if (items.length === 0) return [{ name, status: 'ok', message: 'the outcome of each of the last day is known' }];
  const count = cursor === undefined ? String(items.length) : 'more than 100';
  const message = `${count} of the last day ended without a known outcome; look in the app before repeating one`;
  return [{ name, status: 'warn', message, hint: 'porin action-run-log list --status unknown' }];
}
