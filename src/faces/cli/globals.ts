import { PorinError } from '../../kernel/errors.ts';
import type { Flag } from './flags.ts';
import type { ParsedArgv } from './parse.ts';

/** Flags that every command takes. */
export const globalFlags: readonly Flag[] = [
  { name: 'json', kind: 'boolean', description: 'Exactly one JSON document on stdout, also on failure' },
  {
    name: 'quiet',
    kind: 'boolean',
    short: 'q',
    description: 'Ids alone on stdout where there are some, nothing on stderr',
  },
  { name: 'color', kind: 'boolean', declined: true, description: 'Plain text; NO_COLOR and TERM=dumb do the same' },
  {
    name: 'timeout',
    kind: 'number',
    value: 'seconds',
    description: 'Longest wait for the gateway (default 60; runs: no limit)',
  },
  { name: 'url', kind: 'string', value: 'address', description: 'Gateway to use (env PORIN_URL, MEMBRANE_API_URL)' },
  { name: 'apiUri', kind: 'string', value: 'address', description: 'The same as --url' },
  {
    name: 'token',
    kind: 'string',
    value: 'token',
    description: 'Its token; better in env PORIN_TOKEN or MEMBRANE_TOKEN, where other users cannot see it',
  },
  {
    name: 'data-dir',
    kind: 'string',
    value: 'path',
    description: 'Use the gateway running on this data directory (env PORIN_DATA)',
  },
  { name: 'debug', kind: 'boolean', description: 'Requests and stack traces on stderr, without secrets' },
  {
    name: 'workspaceKey',
    kind: 'string',
    value: 'key',
    description: 'Sign for this workspace with MEMBRANE_WORKSPACE_SECRET; any other token knows its own',
  },
  {
    name: 'tenantKey',
    kind: 'string',
    value: 'key',
    description: 'Act for this tenant; for owners, managers and holders of the workspace secret',
  },
];

export interface Globals {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
  readonly timeoutMs: number | undefined;
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly workspaceKey: string | undefined;
  readonly tenantKey: string | undefined;
  readonly dataDir: string | undefined;
  readonly debug: boolean;
}

/** Reads the global flags; `own` are the command's flags of the same name, which win. Errors: `bad_request`. */
export function readGlobals(flags: ParsedArgv['flags'], own: ReadonlySet<string>): Globals {
  const text = (name: string): string | undefined => {
    const value = own.has(name) ? undefined : flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const timeout = text('timeout');
  return {
    json: flags['json'] !== undefined && flags['json'] !== false,
    quiet: flags['quiet'] === true,
    color: typeof flags['color'] === 'boolean' ? flags['color'] : undefined,
    timeoutMs: timeout === undefined ? undefined : seconds(timeout),
    url: text('url') ?? text('apiUri'),
    token: text('token'),
    workspaceKey: text('workspaceKey'),
    tenantKey: text('tenantKey'),
    dataDir: text('data-dir'),
    debug: flags['debug'] === true,
  };
}

function seconds(given: string): number {
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (value > 0 && value <= 86_400) return value * 1000;
  throw new PorinError('bad_request', `--timeout takes seconds, not ${JSON.stringify(given)}`, {
    hint: 'Example: --timeout 30',
  });
}
