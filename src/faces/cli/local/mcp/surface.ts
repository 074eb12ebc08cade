import type { CommandFlag, CommandInput } from '../../../../kernel/command.ts';
import { PorinError } from '../../../../kernel/errors.ts';

/** What part of the gateway a host is offered; the same members as the address has. */
export const surfaceFlags = {
  app: { type: 'string', description: 'Only the tools of this app' },
  connection: { type: 'string', description: 'Connection (id or key) that everything runs on when a call names none' },
  mode: {
    type: 'string',
    choices: ['auto', 'meta', 'all'],
    description: 'meta: the fixed tools alone; all: every tool of the connected apps; auto: those while they are few',
  },
  tools: { type: 'string', description: 'Names of the only tools to offer, with commas between them' },
} as const satisfies Record<string, CommandFlag>;

/** Path and query of the endpoint. Errors: `bad_request` for an app that cannot be one. */
export function mcpPath(flags: CommandInput['flags']): string {
  const { app } = flags;
  if (typeof app === 'string' && !/^[\w.:-]{1,100}$/.test(app))
    throw new PorinError('bad_request', `--app: ${JSON.stringify(app)} is no app`, {
      hint: 'porin external-app list shows the apps',
    });
  const query = ['connection', 'mode', 'tools'].flatMap((name) => {
    const value = flags[name];
    return typeof value === 'string' && value !== ''
      ? [`${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`]
      : [];
  });
  return `/mcp${typeof app === 'string' ? `/${app}` : ''}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** The same as words of the command line. */
export function surfaceWords(flags: CommandInput['flags']): string[] {
  return Object.keys(surfaceFlags).flatMap((name) => {
    const value = flags[name];
    return typeof value === 'string' ? [`--${name}`, value] : [];
  });
}
