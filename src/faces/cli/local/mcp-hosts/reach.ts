import type { CommandInput } from '../../../../kernel/command.ts';
import { PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { mcpPath, surfaceWords } from '../mcp/surface.ts';
import type { McpHost, Reach } from './host.ts';

/** In place of a token that is not made in a dry run. */
const noToken = 'a-new-token';

/** How the host is to reach the gateway. Errors: `bad_request` for a way that it does not know. */
export async function reachOf(
  context: CliContext,
  host: McpHost,
  { flags, isProject }: { readonly flags: CommandInput['flags']; readonly isProject: boolean },
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
  const token = flags['token'] === true ? await newToken(context, host, flags['dry-run'] === true) : undefined;
  return { kind: 'http', url: `${base}${mcpPath(flags)}`, token };
}

/** A file of the project goes to other machines, so it names no path of this one. */
function startedBy({ io, globals }: CliContext, flags: CommandInput['flags'], isProject: boolean): Reach {
  mcpPath(flags);
  const [command = 'porin', ...leading] = isProject ? ['porin'] : io.self;
  const where = [
    ...(globals.url === undefined ? [] : ['--url', globals.url]),
    ...(globals.dataDir === undefined || isProject ? [] : ['--data-dir', globals.dataDir]),
  ];
  return { kind: 'stdio', command, args: [...leading, 'mcp', ...surfaceWords(flags), ...where] };
}

async function newToken(context: CliContext, host: McpHost, isDry: boolean): Promise<string> {
  if (isDry) return noToken;
  const client = context.client();
  const tenant = context.globals.tenantKey ?? (await client.call('self.get', {})).internalId;
  const scopes = ['actions:read', 'actions:write', 'connections:manage'] as const;
  const made = await client.call('tokens.create', { tenant, name: `MCP: ${host.title}`, scopes: [...scopes] });
  return made.token;
}
