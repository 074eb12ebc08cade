import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes } from '../../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { startFlagsOf } from '../start-flags.ts';

/** Prints every setting in force. Errors: `configuration` when they do not fit together. */
export async function printConfig(context: CliContext, { flags }: CommandInput): Promise<number> {
  const boot = await context.io.boot();
  const items = await boot.describeConfig(startFlagsOf(flags), context.io.env);
  context.out.answer({ items }, { columns: ['name', 'value', 'source', 'description'] });
  return exitCodes.ok;
}
