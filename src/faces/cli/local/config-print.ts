import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import { listRunning } from '../../../platform/config/running.ts';
import type { CliContext } from '../context.ts';
import { startFlagsOf } from '../start-flags.ts';

/** Prints every setting that a gateway would start with. Errors: `configuration` when they do not fit together. */
export async function printConfig(context: CliContext, { flags }: CommandInput): Promise<number> {
  const boot = await context.io.boot();
  const items = await boot.describeConfig(startFlagsOf(flags), context.io.env);
  context.out.answer({ items }, { columns: ['name', 'value', 'source', 'description'] });
  const running = listRunning(context.io.env).map(({ url }) => url);
  if (running.length > 0)
    context.out.note(`${running.join(', ')} runs with the settings that it was started with: porin status`);
  return exitCodes.ok;
}
