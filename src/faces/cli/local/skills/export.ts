import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandInput } from '../../../../kernel/command.ts';
import { digestOf } from '../../../../kernel/digest.ts';
import { exitCodes, PorinError } from '../../../../kernel/errors.ts';
import type { OperationOutput } from '../../../client/client.ts';
import type { CliContext } from '../../context.ts';
import { readIfThere, replaceFile } from '../../replace-file.ts';
import { skillFolder } from './places.ts';

type Skill = OperationOutput<'skills.get'>;

/** What becomes of one file. */
interface Planned {
  readonly skill: Skill;
  readonly path: string;
  readonly status: 'created' | 'updated' | 'unchanged' | 'foreign';
}

const pageSize = 200;

/** Writes the skills of the named apps, or of all, each into its own folder. */
export async function exportSkills(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  const folder = folderOf(context, flags);
  const named = [given['app'] ?? []].flat();
  const skills = await context.out.during('Fetching the skills', () => fetchSkills(context, named));
  const planned = skills.map((skill) => planFor(skill, folder));
  const foreign = planned.filter(({ status }) => status === 'foreign');
  const isDry = flags['dry-run'] === true;
  if (foreign.length > 0 && flags['force'] !== true && !isDry) throw notOurs(foreign);
  for (const { skill, path, status } of isDry ? [] : planned)
    if (status !== 'unchanged') replaceFile(path, skill.content);
  const items = planned.map(({ skill: { name, digest }, path, status }) => ({
    name,
    path,
    status: status === 'foreign' && flags['force'] === true ? 'updated' : status,
    digest,
  }));
  context.out.answer(
    { items, dir: folder, dryRun: isDry },
    {
      columns: ['name', 'status', 'path'],
    },
  );
  if (isDry) context.out.note('nothing was written: --dry-run');
  return exitCodes.ok;
}

function folderOf({ io }: CliContext, { dir, host, user }: CommandInput['flags']): string {
  if (typeof dir === 'string' && typeof host === 'string') {
    throw new PorinError('bad_request', '--dir and --host both say where', { hint: 'Leave one of them out' });
  }
  if (typeof host !== 'string') {
    if (user === true)
      throw new PorinError('bad_request', '--user needs --host', { hint: 'Example: --host claude --user' });
    return resolve(io.cwd, typeof dir === 'string' ? dir : 'skills');
  }
  return user === true
    ? join(io.env['HOME'] || homedir(), skillFolder(host, 'user'))
    : resolve(io.cwd, skillFolder(host, 'project'));
}

async function fetchSkills(context: CliContext, named: readonly string[]): Promise<readonly Skill[]> {
  const client = context.client();
  const names = named.length > 0 ? [...new Set(named)] : await allNames(context);
  const skills = await Promise.all(names.map((id) => client.call('skills.get', { id })));
  for (const { name } of skills) {
    // It becomes a path on this machine.
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64)
      throw new PorinError(
        'unavailable',
        `The gateway gave a skill a name that is none: ${JSON.stringify(name).slice(0, 100)}`,
      );
  }
  return [...new Map(skills.map((skill) => [skill.name, skill])).values()];
}

async function allNames(context: CliContext): Promise<readonly string[]> {
  const client = context.client();
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('skills.list', { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
}

function planFor(skill: Skill, folder: string): Planned {
  const path = join(folder, skill.name, 'SKILL.md');
  // As git may have checked it out on Windows.
  const there = readIfThere(path)?.replaceAll('\r\n', '\n');
  const status =
    there === undefined ? 'created' : there === skill.content ? 'unchanged' : isExported(there) ? 'updated' : 'foreign';
  return { skill, path, status };
}

/** True for a file that this command wrote and nobody changed: its body has the digest that it names. */
function isExported(text: string): boolean {
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n\n(.*)$/s.exec(text) ?? [];
  const digest = /^ {2}digest: "sha256:([0-9a-f]{64})"$/m.exec(front)?.[1];
  return /^ {2}author: "porin"$/m.test(front) && digest === digestOf(body);
}

function notOurs(foreign: readonly Planned[]): PorinError {
  const [first] = foreign;
  const others = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
  return new PorinError(
    'already_exists',
    `${first?.path}${others} ${foreign.length > 1 ? 'are' : 'is'} not as exported here`,
    {
      hint: 'Choose another folder with --dir, or replace them with --force; nothing was written',
      details: { paths: foreign.map(({ path }) => path) },
    },
  );
}
