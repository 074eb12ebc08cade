import type { CommandInput } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { whyNoBrowser } from './open-browser.ts';

/** Why a command prints its address and ends, in place of opening a browser and waiting; undefined when a person sits here. */
export function whyHeadless(
  { io, globals }: Pick<CliContext, 'io' | 'globals'>,
  flags: CommandInput['flags'],
): string | undefined {
  if (globals.json) return '--json';
  if (flags['non-interactive'] === true) return '--non-interactive';
  if (flags['browser'] === false) return '--no-browser';
  if (io.stdout.isTTY !== true) return 'stdout is not a terminal';
  if (io.stdin.isTTY !== true) return 'stdin is not a terminal';
  return whyNoBrowser(io.env);
}
