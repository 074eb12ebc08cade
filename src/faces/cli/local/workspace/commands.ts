import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { type Compared, compare } from './compare.ts';
import { readLocal } from './files.ts';
import { initProject, openProject, type Project } from './project.ts';
import { pullChanges } from './pull.ts';
import { pushChanges } from './push.ts';
import { readRemote } from './remote.ts';
import { showDiff } from './show-diff.ts';
import { readState } from './state.ts';

/** What a command of the workspace works on. */
export interface Look {
  readonly project: Project;
  readonly compared: readonly Compared[];
}

/** `workspace init` */
export async function init(context: CliContext, given: CommandInput): Promise<number> {
  const folder = typeof given.arguments['directory'] === 'string' ? given.arguments['directory'] : '.';
  context.out.answer(await initProject(context, folder, given.flags['force'] === true));
  context.out.note(`next: ${context.io.program} workspace pull`);
  return exitCodes.ok;
}

/** `workspace pull` */
export async function pull(context: CliContext, given: CommandInput): Promise<number> {
  return pullChanges(context, await look(context), given.flags);
}

/** `workspace push` */
export async function push(context: CliContext, given: CommandInput): Promise<number> {
  return pushChanges(context, await look(context), given.flags);
}

/** `workspace diff` */
export async function diff(context: CliContext): Promise<number> {
  return showDiff(context, await look(context));
}

async function look(context: CliContext): Promise<Look> {
  const project = await openProject(context);
  // Faults of the files come before the gateway is asked for everything.
  const local = readLocal(project.root);
  const remote = await context.out.during('Reading the workspace', () => readRemote(project.client));
  for (const key of remote.unnameable)
    context.out.warn(`${JSON.stringify(key)} cannot be a file's name of its own everywhere, so it is left out`);
  if (remote.instances.length > 0)
    context.out.note(`instances of actions have no files: ${remote.instances.join(', ')}`);
  return { project, compared: compare(local, remote.elements, readState(project.root, project.of).elements) };
}
