import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { harmless } from '../../term/width.ts';
import { unifiedDiff } from '../workspace/unified-diff.ts';
import { type Change, withEntry, withoutEntry, write } from './config-file.ts';
import type { HostPlace, McpHost } from './host.ts';
import { hostNamed, hosts } from './hosts.ts';
import { checkNames } from './names.ts';
import { reachOf } from './reach.ts';
import { hadToken, revokeTokens, tokenNameOf } from './tokens.ts';

/** Writes the gateway into a host's configuration, or lists the hosts. */
export async function installHost(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  if (flags['list'] === true) return listHosts(context);
  const host = namedHost(given['host']);
  const isProject = projectAsked(host, flags);
  const path = fileOf(context, host, isProject);
  const name = nameFor(flags);
  // Broken files are found before a token is made.
  withEntry(host, path, name, {});
  await checkNames(context, flags);
  const tokenName = tokenNameOf(host, name, path);
  const isDry = flags['dry-run'] === true;
  const before = withoutEntry(host, path, name);
  const reach = await reachOf(context, host, { flags, isProject, tokenName });
  const change = withEntry(host, path, name, host.entry(reach));
  const isSecret = reach.kind === 'http' && reach.token !== undefined;
  const code = carryOut(context, { host, name, change, isSecret, isDry });
  if (isDry) return code;
  if (before && hadToken(before)) await revokeTokens(context, tokenName, isSecret);
  context.out.note(host.next);
  if (reach.kind === 'http' && !isSecret && host.logIn !== undefined)
    context.out.note(host.logIn.replace('NAME', name));
  return code;
}

/** Takes it out again. */
export async function uninstallHost(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  const host = namedHost(given['host']);
  const path = fileOf(context, host, projectAsked(host, flags));
  const name = nameFor(flags);
  const change = withoutEntry(host, path, name);
  if (!change) {
    context.out.answer({ host: host.id, path, name, status: 'absent' });
    return exitCodes.ok;
  }
  const isDry = flags['dry-run'] === true;
  const code = carryOut(context, { host, name, change, isSecret: false, isDry });
  if (isDry) return code;
  if (hadToken(change)) await revokeTokens(context, tokenNameOf(host, name, path), false);
  context.out.note(`${host.title} knows it until it is started anew`);
  return code;
}

function carryOut(
  { out, io }: CliContext,
  {
    host,
    name,
    change,
    ...how
  }: {
    readonly host: McpHost;
    readonly name: string;
    readonly change: Change;
    readonly isSecret: boolean;
    readonly isDry: boolean;
  },
): number {
  const { path, before, after } = change;
  const status = before === after ? 'unchanged' : before === undefined ? 'created' : 'updated';
  const told = { host: host.id, path, name, status };
  if (how.isDry) {
    const diff = unifiedDiff(path.replace(/^\/+/, ''), before, after);
    if (out.isJson) out.json({ ...told, dryRun: true, diff: diff.join('\n') });
    else for (const line of diff) out.raw(`${harmless(line)}\n`);
    out.note(status === 'unchanged' ? `${path} has this entry already` : 'nothing was written: --dry-run');
    return exitCodes.ok;
  }
  const backup = status === 'unchanged' ? undefined : write(change, { isSecret: how.isSecret, now: io.now() });
  out.answer({ ...told, ...(backup === undefined ? {} : { backup }) });
  return exitCodes.ok;
}

function listHosts(context: CliContext): number {
  const items = hosts.map((host) => ({
    id: host.id,
    title: host.title,
    user: fileOf(context, host, false),
    project: host.project ?? null,
    http: host.takesHttp,
  }));
  context.out.answer({ items }, { columns: ['id', 'title', 'user', 'project', 'http'] });
  return exitCodes.ok;
}

function namedHost(given: CommandInput['arguments'][string]): McpHost {
  if (typeof given === 'string') return hostNamed(given);
  throw new PorinError('bad_request', "Missing required argument 'host'", {
    hint: `One of ${hosts.map(({ id }) => id).join(', ')}`,
  });
}

/** Errors: `bad_request` for both, and for a host without a project's file. */
function projectAsked({ title, project }: McpHost, { project: asked, user }: CommandInput['flags']): boolean {
  if (asked === true && user === true)
    throw new PorinError('bad_request', '--project and --user are two files', { hint: 'Leave one of them out' });
  if (asked === true && project === undefined)
    throw new PorinError('bad_request', `${title} has no file for a project`, { hint: 'Leave --project out' });
  return asked === true;
}

function fileOf({ io }: CliContext, host: McpHost, isProject: boolean): string {
  const { env, cwd } = io;
  const home = env['HOME'] || (process.platform === 'win32' && env['USERPROFILE']) || homedir();
  const place: HostPlace = { home, cwd, env, platform: process.platform };
  return isProject ? resolve(join(cwd, host.project ?? '')) : host.user(place);
}

function nameFor({ name, app }: CommandInput['flags']): string {
  const chosen = typeof name === 'string' ? name : typeof app === 'string' ? `porin-${app}` : 'porin';
  if (/^[\w-]{1,64}$/.test(chosen)) return chosen;
  throw new PorinError('bad_request', `--name: ${JSON.stringify(chosen)} is none that every host takes`, {
    hint: 'Letters, digits, _ and -, at most 64',
  });
}
