import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import type { Look } from './commands.ts';
import type { Compared } from './compare.ts';
import { confirmed } from './confirm.ts';
import type { Spec } from './element.ts';
import { removeElement, writeElement } from './files.ts';
import { type Change, showChanges } from './show-changes.ts';
import { saveState } from './state.ts';

/** Writes what the gateway has into the files. Nothing that was changed in them is lost, unless `--force` says so. */
export async function pullChanges(
  context: CliContext,
  { project, compared }: Look,
  flags: CommandInput['flags'],
): Promise<number> {
  const isForced = flags['force'] === true;
  const gone = compared.filter(({ standing }) => standing === 'gone-there');
  const mayDelete = gone.length > 0 && (await mayRemove(context, gone, flags['delete'] === true));
  const changes: Change[] = [];
  const settled = new Map<string, { readonly local: Spec; readonly remote: Spec } | undefined>();
  for (const one of compared) {
    const change = changeOf(one, { isForced, mayDelete });
    if (change !== undefined) changes.push({ path: one.folder, change });
    apply(project.root, one, change);
    const isWritten = change === 'created' || change === 'updated';
    if (one.remote && (isWritten || (one.standing === 'same' && one.local)))
      settled.set(one.folder, {
        local: isWritten ? one.remote.spec : (one.local?.spec ?? {}),
        remote: one.remote.spec,
      });
    if (change === 'removed' || one.standing === 'gone') settled.set(one.folder, undefined);
  }
  saveState(project.root, project.of, settled);
  showChanges(context, changes, 'the files are as the gateway has it');
  const conflicts = changes.filter(({ change }) => change === 'conflict');
  if (conflicts.length > 0) {
    context.out.note(
      `${conflicts.length} changed on both sides: see ${context.io.program} workspace diff; --force takes the gateway's`,
    );
  }
  return conflicts.length > 0 ? exitCodes.failure : exitCodes.ok;
}

function changeOf(
  { standing, local, remote }: Compared,
  { isForced, mayDelete }: { readonly isForced: boolean; readonly mayDelete: boolean },
): Change['change'] | undefined {
  switch (standing) {
    case 'there':
      return 'updated';
    case 'new-there':
      return 'created';
    case 'here':
      return isForced ? 'updated' : 'kept';
    case 'new-here':
      return 'kept';
    case 'gone-here':
      return isForced ? 'created' : 'kept';
    case 'gone-there':
      return mayDelete ? 'removed' : 'kept';
    case 'both':
      if (!isForced) return 'conflict';
      return remote ? (local ? 'updated' : 'created') : 'removed';
    default:
      return undefined;
  }
}

function apply(root: string, { local, remote }: Compared, change: Change['change'] | undefined): void {
  if (remote && (change === 'created' || change === 'updated')) writeElement(root, remote.place, remote.spec);
  if (local && change === 'removed') removeElement(root, local.place);
}

async function mayRemove(context: CliContext, gone: readonly Compared[], isAsked: boolean): Promise<boolean> {
  if (isAsked) return true;
  const names = gone.map(({ folder }) => folder).join(', ');
  const answer = await confirmed(context, `Gone from the gateway: ${names}. Remove the files too?`);
  if (answer === undefined) context.out.note(`gone from the gateway: ${names}; --delete removes the files`);
  return answer ?? false;
}
