import { isPorinError, PorinError } from '../../../../kernel/errors.ts';
import { listRunning } from '../../../../platform/config/running.ts';
import { exchange } from '../../../client/exchange.ts';
import type { CliContext } from '../../context.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { startDetached } from '../up-detached.ts';
import { askYesNo } from './prompt.ts';

const defaultPort = '4710';
const probeMs = 1_500;

/**
 * The gateway to log in to; on a machine without any, one is started in the background: after asking where a person sits, at once elsewhere.
 * Errors: `unavailable` when there is none and it must not or cannot be started.
 */
export async function gatewayForLogin(
  context: CliContext,
  how: { readonly isHeadless: boolean },
): Promise<GatewayChoice> {
  try {
    const choice = context.gateway();
    // What nobody named may be gone: the last login's gateway for good, and one that died here left its announcement to a reused pid.
    const isNamed = choice.namedBy !== 'login' && choice.namedBy !== 'running';
    if (isNamed || context.globals.dataDir !== undefined || (await answers(choice.url))) return choice;
  } catch (error) {
    const isNoneThere = isPorinError(error) && error.code === 'unavailable';
    if (!isNoneThere || context.globals.dataDir !== undefined) throw error;
  }
  const unannounced = await atDefaultAddress(context.io.env);
  if (unannounced) return unannounced;
  if (!how.isHeadless && !(await askYesNo(context.io, 'No gateway is running. Start one in the background?')))
    throw new PorinError('unavailable', 'No gateway is running', {
      hint: `Start one with ${context.io.program} up, or name one with --url`,
    });
  return start(context);
}

async function start(context: CliContext): Promise<GatewayChoice> {
  const { env } = context.io;
  try {
    const { url, pid } = await startDetached(context, {});
    context.out.note(
      `No gateway was running: started one in the background at ${url} (${context.io.program} down stops it)`,
    );
    const running = listRunning(env).find((gateway) => gateway.pid === pid);
    return { url: running?.url ?? url, running, namedBy: 'running' };
  } catch (error) {
    // Two first commands at once: the other one has started it.
    const [other] = listRunning(env);
    if (!other) throw error;
    return { url: other.url, running: other, namedBy: 'running' };
  }
}

/** A gateway of another user or in a container is not announced here, but answers. */
async function atDefaultAddress(env: CliContext['io']['env']): Promise<GatewayChoice | undefined> {
  const port = env['PORIN_PORT'] || defaultPort;
  const url = `http://127.0.0.1:${port}`;
  return port !== '0' && (await answers(url)) ? { url, running: undefined, namedBy: 'running' } : undefined;
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await exchange({ method: 'GET', url: `${url}/health`, timeoutMs: probeMs });
    // Other programs answer with a page, whatever they are asked.
    const isOurs = answer.headers['content-type']?.startsWith('application/json') === true;
    answer.resume();
    return answer.statusCode === 200 && isOurs;
  } catch (error) {
    if (!isPorinError(error)) throw error;
    return false;
  }
}
