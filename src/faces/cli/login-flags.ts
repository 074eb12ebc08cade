import type { CommandFlag } from '../../kernel/command.ts';

/** What `login` and `login start` take. */
export const loginFlags: Readonly<Record<string, CommandFlag>> = {
  tenant: {
    type: 'boolean',
    optionalValue: true,
    description: 'Act for one tenant, chosen on the page or given (--tenant=KEY); without it also manage the workspace',
  },
  clientName: {
    type: 'string',
    description:
      'What asks: claude, openclaw, codex, cursor, gemini, warp, windsurf, other, or a label; found out when empty',
  },
  secrets: {
    type: 'boolean',
    description: 'Ask for the right to read secrets too, such as for the command credentials',
  },
  'with-token': { type: 'boolean', description: 'Take a token from standard input in place of asking a person' },
  owner: {
    type: 'boolean',
    description: 'End the login and act as the owner of the gateway that runs here, as before the first login',
  },
  browser: { type: 'boolean', default: true, description: 'Open no browser: print the address and end' },
  'non-interactive': { type: 'boolean', description: 'Ask nothing and wait for nothing' },
};
