import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes, isPorinError, PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import type { Look } from './commands.ts';
import type { Compared } from './compare.ts';
import { confirmed } from './confirm.ts';
import type { Spec } from './element.ts';
import type { Project } from './project.ts';
import { archive, create, update } from './remote.ts';
import { type Change, showChanges } from './show-changes.ts';
import { saveState } from './state.ts';

interface Step {
  readonly one: Compared;
  readonly change: 'create' | 'update' | 'archive';
}

const done = { create: 'created', update: 'updated', archive: 'archived' } as const;

/**
 * Makes the gateway as the files say. Shows what it will do, and asks.
 * Errors: `conflict`, before anything is done, for what was changed on the gateway since; the gateway's own, with what was done until then.
 */
export async function pushChanges(
  context: CliContext,
  { project, compared }: Look,
  flags: CommandInput['flags'],
): Promise<number> {
  const steps = planOf(compared, flags['force'] === true);
  noteOthers(context, compared);
  const plan = steps.map(({ one, change }) => ({ path: one.folder, change }));
  if (flags['dry-run'] === true || steps.length === 0) {
    showChanges(context, plan, 'the gateway is as the files have it');
    if (steps.length === 0) saveState(project.root, project.of, settledIn(compared));
    return exitCodes.ok;
  }
  if (flags['yes'] !== true && !(await isAgreed(context, plan))) return exitCodes.failure;
  const changes = await context.out.during('Pushing', () => carryOut(project, compared, steps));
  showChanges(context, changes, '');
  return exitCodes.ok;
}

/** Errors: `conflict` when the gateway's changes would be undone, and nobody asked for that. */
function planOf(compared: readonly Compared[], isForced: boolean): Step[] {
  const conflicts = compared.filter(({ standing }) => standing === 'both').map(({ folder }) => folder);
  if (conflicts.length > 0 && !isForced) {
    throw new PorinError('conflict', `Changed on the gateway too since the last pull: ${conflicts.join(', ')}`, {
      hint: 'See porin workspace diff, then porin workspace pull --force, or porin workspace push --force to undo those changes',
      details: { conflicts },
    });
  }
  refuseMoves(compared);
  const steps = compared.flatMap((one): Step[] => {
    const change = stepOf(one);
    return change === undefined ? [] : [{ one, change }];
  });
  // What is in an integration goes before it.
  const archives = steps.filter(({ change }) => change === 'archive').reverse();
  return [...steps.filter(({ change }) => change !== 'archive'), ...archives];
}

/** What an element is made of or works on is chosen when it is made. Errors: `configuration` for a file that says another. */
function refuseMoves(compared: readonly Compared[]): void {
  for (const { folder, local, remote } of compared) {
    for (const name of ['externalAppId', 'parentId']) {
      const [here, there] = [local?.spec[name], remote?.spec[name]];
      if (!remote || here === undefined || here === there) continue;
      const was = there === undefined ? 'none' : JSON.stringify(there);
      throw new PorinError(
        'configuration',
        `${folder}/spec.yaml: ${name} is ${JSON.stringify(here)}, and ${was} on the gateway, where it cannot be changed`,
        {
          hint: `Put back what it was, or make another: a folder with another key`,
        },
      );
    }
  }
}

function stepOf({ standing, local, remote }: Compared): Step['change'] | undefined {
  // An app's own integration is never archived: everybody would lose the app.
  const mayArchive = remote !== undefined && !remote.isAppsOwn;
  if (standing === 'new-here') return 'create';
  if (standing === 'here') return 'update';
  if (standing === 'gone-here') return mayArchive ? 'archive' : undefined;
  if (standing === 'both') return local ? (remote ? 'update' : 'create') : mayArchive ? 'archive' : undefined;
  return undefined;
}

function noteOthers({ out }: CliContext, compared: readonly Compared[]): void {
  const there = compared.filter(({ standing }) => standing === 'there' || standing === 'new-there');
  if (there.length > 0)
    out.note(`changed on the gateway alone, and left so: ${foldersOf(there)}; workspace pull fetches it`);
  const gone = compared.filter(({ standing }) => standing === 'gone-there');
  if (gone.length > 0)
    out.note(`gone from the gateway, and left so: ${foldersOf(gone)}; workspace pull --delete removes the files`);
}

function foldersOf(compared: readonly Compared[]): string {
  return compared.map(({ folder }) => folder).join(', ');
}

async function isAgreed(context: CliContext, plan: readonly Change[]): Promise<boolean> {
  const { io, out } = context;
  const list = plan.map(({ change, path }) => `  ${change.padEnd(8)}${path}`).join('\n');
  const answer = await confirmed(
    context,
    `${list}\nPush ${plan.length === 1 ? 'this change' : `these ${plan.length} changes`}?`,
  );
  if (answer === undefined) {
    throw new PorinError(
      'bad_request',
      `Nobody is here to agree to ${plan.length === 1 ? 'this change' : `these ${plan.length} changes`}`,
      {
        hint: `Push them with --yes; --dry-run shows them`,
        details: { plan },
      },
    );
  }
  if (!answer) out.note(`nothing was changed; ${io.program} workspace push --dry-run shows this again`);
  return answer;
}

type Settled = ReadonlyMap<string, { readonly local: Spec; readonly remote: Spec } | undefined>;

function settledIn(compared: readonly Compared[]): Settled {
  const same = compared.flatMap(({ folder, standing, local, remote }) =>
    standing === 'same' && local && remote ? [[folder, { local: local.spec, remote: remote.spec }] as const] : [],
  );
  return new Map(same);
}

async function carryOut(project: Project, compared: readonly Compared[], steps: readonly Step[]): Promise<Change[]> {
  const settled = new Map(settledIn(compared));
  const changes: Change[] = [];
  try {
    for (const step of steps) {
      settled.set(step.one.folder, await take(project, step, changes, steps));
      changes.push({ path: step.one.folder, change: done[step.change] });
    }
  } finally {
    // What was done is done, also when the next step failed.
    saveState(project.root, project.of, settled);
  }
  return changes;
}

async function take({ client }: Project, { one, change }: Step, changes: readonly Change[], steps: readonly Step[]) {
  const { local, remote } = one;
  try {
    if (change === 'archive' && remote) await archive(client, remote);
    if (change === 'archive' || !local) return undefined;
    const spec = change === 'update' && remote ? await update(client, remote, local) : await create(client, local);
    return { local: local.spec, remote: spec };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    const left = steps.slice(changes.length + 1).map((step) => step.one.folder);
    const told = changes.length === 0 ? 'nothing was changed' : `done: ${changes.map(({ path }) => path).join(', ')}`;
    const missing = left.length === 0 ? '' : `; not done: ${left.join(', ')}`;
    throw new PorinError(error.code, `${one.folder}: ${error.message} (${told}${missing})`, {
      hint: error.code === 'conflict' ? 'Push again: it looks at the gateway anew' : error.hint,
      details: {
        failed: one.folder,
        done: changes,
        left,
        ...(error.details === undefined ? {} : { data: error.details }),
      },
      cause: error,
    });
  }
}
