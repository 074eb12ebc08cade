import { join, resolve } from 'node:path';
import type { CommandInput } from '../../../../kernel/command.ts';
import { PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { addressFrom } from '../../gateway.ts';
import { mcpPath, surfaceWords } from '../mcp/surface.ts';
import type { McpHost, Reach } from './host.ts';

/** In place of a token that is not made in a dry run. */
const noToken = 'a-new-token';

/** How the host is to reach the gateway. Errors: `bad_request` for a way that it does not know. */
export async function reachOf(
  context: CliContext,
  host: McpHost,
  {
    flags,
    isProject,
    tokenName,
  }: {
    readonly flags: CommandInput['flags'];
    readonly isProject: boolean;
    readonly tokenName: string;
  },
): Promise<Reach> {
  if (flags['http'] === true && flags['stdio'] === true)
    throw new PorinError('bad_request', '--http and --stdio are two ways', { hint: 'Leave one of them out' });
  if (flags['http'] !== true && flags['token'] !== true) return startedBy(context, flags, isProject);
  if (!host.takesHttp)
    throw new PorinError('bad_request', `${host.title} only starts programs`, {
      hint: 'Leave --http out; what it reaches by an address are connectors of your account',
    });
  if (flags['stdio'] === true)
    throw new PorinError('bad_request', '--token is for --http: a program uses your login', { hint: 'Leave it out' });
  if (isProject && flags['token'] === true)
    throw new PorinError('bad_request', 'A token in a file of the project would be everybody’s', {
      hint: 'Leave --token out, or --project',
    });
  const { url, running } = context.gateway();
  const base = (running?.publicUrl ?? url).replace(/\/+$/, '');
  const token = flags['token'] === true ? await newToken(context, tokenName, flags['dry-run'] === true) : undefined;
  return { kind: 'http', url: `${base}${mcpPath(flags)}`, token };
}

/** A file of the project goes to other machines, so it names no path of this one. */
function startedBy({ io, globals }: CliContext, flags: CommandInput['flags'], isProject: boolean): Reach {
  mcpPath(flags);
  const [command = 'porin', ...leading] = isProject ? ['porin'] : io.self;
  const where = [
    ...(globals.url === undefined ? [] : ['--url', globals.url]),
    ...(globals.dataDir === undefined || isProject ? [] : ['--data-dir', resolve(io.cwd, globals.dataDir)]),
    ...(flags['start'] === true ? ['--start'] : []),
  ];
  const env = isProject ? {} : environmentOf(io);
  return {
    kind: 'stdio',
    command,
    args: [...leading, 'mcp', ...surfaceWords(flags), ...where],
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}

/** Hosts start programs with few variables, so that what says here which gateway is used has to stand in the entry; never a token. */
function environmentOf({ env, cwd }: CliContext['io']): Readonly<Record<string, string>> {
  const home = env['HOME'] ?? '';
  const found: Record<string, string> = {};
  for (const [name, usual] of [
    ['XDG_STATE_HOME', join(home, '.local', 'state')],
    ['XDG_DATA_HOME', join(home, '.local', 'share')],
    ['PORIN_DATA', undefined],
    ['PORIN_CONFIG', undefined],
  ] as const) {
    const value = env[name];
    if (value && (usual === undefined || resolve(cwd, value) !== usual)) found[name] = resolve(cwd, value);
  }
  const address = addressFrom(env);
  return address === undefined ? found : { ...found, PORIN_URL: address };
}

async function newToken(context: CliContext, name: string, isDry: boolean): Promise<string> {
  if (isDry) return noToken;
  const client = context.client();
  const tenant = context.globals.tenantKey ?? (await client.call('self.get', {})).internalId;
  const scopes = ['actions:read', 'actions:write', 'connections:manage'] as const;
  const made = await client.call('tokens.create', { tenant, name, scopes: [...scopes] });
  return made.token;
}
