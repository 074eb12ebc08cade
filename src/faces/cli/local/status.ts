import { exitCodes } from '../../../kernel/errors.ts';
import { listRunning } from '../../../platform/config/running.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import { addressFrom, type GatewayChoice } from '../gateway.ts';
import { listSandboxes, type RunningSandbox } from '../sandbox-client.ts';
import { duration } from '../term/time.ts';

interface GatewayStatus extends Readonly<Record<string, unknown>> {
  readonly url: string;
  readonly sandboxes: readonly RunningSandbox[];
}

/** Shows the gateway that was named, or every one of this user on this machine. Errors: `unavailable` when there is none. */
export async function status(context: CliContext): Promise<number> {
  const { io, globals, out } = context;
  const named = globals.url ?? globals.dataDir ?? addressFrom(io.env) ?? io.env['PORIN_DATA'];
  const running = listRunning(io.env);
  const choices: GatewayChoice[] =
    named || running.length < 2
      ? [context.gateway()]
      : running.map((gateway) => ({ url: gateway.url, running: gateway, namedBy: 'running' }));
  const gateways = await Promise.all(choices.map((choice) => look(context, choice)));
  if (out.isJson) out.json({ gateways });
  else
    gateways.forEach((gateway, index) => {
      if (index > 0) out.raw('\n');
      showOne(context, gateway);
    });
  return exitCodes.ok;
}

async function look(context: CliContext, choice: GatewayChoice): Promise<GatewayStatus> {
  const [facts, sandboxes] = await Promise.all([
    context.client(choice).call('system.status', {}),
    listSandboxes(context, choice),
  ]);
  const { pid, startedAt } = choice.running ?? {};
  const known = startedAt === undefined ? {} : { pid, startedAt: new Date(startedAt).toISOString() };
  return { url: choice.url, ...known, ...recordOf(facts), sandboxes };
}

function showOne({ out }: CliContext, { sandboxes, uptimeMs, ...facts }: GatewayStatus): void {
  out.answer({ ...facts, ...(typeof uptimeMs === 'number' ? { uptime: duration(uptimeMs) } : {}) });
  if (sandboxes.length === 0) return;
  out.raw('\n');
  out.answer(sandboxes, { columns: ['app', 'url', 'credentials'] });
}
