import { exitCodes } from '../../kernel/errors.ts';
import type { CatalogControl } from '../client/catalog.ts';
import type { CommandTakes } from './commands-table.ts';
import type { CliContext } from './context.ts';
import { recordOf } from './flags.ts';
import { flagInput } from './operation-input.ts';
import type { ParsedArgv } from './parse.ts';
import { appOf, controlSandbox, outputOf } from './sandbox-client.ts';

/** Runs a sandbox's own control; its app is known, so `--app` is only needed when two sandboxes share the control's name. */
export async function runControl(
  context: CliContext,
  control: CatalogControl,
  given: { takes: CommandTakes; parsed: ParsedArgv },
): Promise<number> {
  const properties = recordOf(control.input['properties']);
  const own = given.takes.flags.filter(({ name }) => name in properties);
  const body = await flagInput(own, given.parsed, context.source);
  const app = ('app' in properties ? undefined : appOf(given.parsed.flags)) ?? control.app;
  const path = `/controls/${encodeURIComponent(control.name)}`;
  const answer = await context.out.during(control.summary, () =>
    controlSandbox(context, app, { method: 'POST', path, body }),
  );
  context.out.answer(outputOf(answer));
  return exitCodes.ok;
}
