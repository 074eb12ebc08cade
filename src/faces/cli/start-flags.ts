import type { CommandFlag, CommandInput } from '../../kernel/command.ts';
import type { StartFlags } from './boot.ts';

/** Settings of a gateway that a command line may give; the rest comes from environment, file and defaults. */
export const startFlags = {
  host: { type: 'string', description: 'Address to listen on (default 127.0.0.1)' },
  port: { type: 'number', description: 'Port of the gateway (default 4710)' },
  data: { type: 'string', description: 'Data directory (env PORIN_DATA)' },
  apps: { type: 'string', choices: ['live', 'sandbox'], description: 'Where new connections of known apps lead' },
  sandbox: { type: 'boolean', default: true, description: 'Start no sandboxes' },
  'sandbox-port-base': { type: 'number', description: 'Port of the first sandbox (default 4711)' },
  ephemeral: { type: 'boolean', description: 'Keep everything in memory, nothing survives the end' },
  config: { type: 'string', description: 'Settings file' },
} as const satisfies Record<string, CommandFlag>;

/** The given settings; undefined where the command line says nothing. */
export function startFlagsOf(flags: CommandInput['flags']): StartFlags {
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const number = (name: string) => (typeof flags[name] === 'number' ? flags[name] : undefined);
  return {
    host: text('host'),
    port: number('port'),
    data: text('data'),
    apps: text('apps'),
    // On is the default of the settings, so only a refusal is a choice of this command line.
    sandbox: flags['sandbox'] === false ? false : undefined,
    sandboxPortBase: number('sandbox-port-base'),
    ephemeral: flags['ephemeral'] === true ? true : undefined,
    config: text('config'),
  };
}

/** The settings as words of a command line, for a second process. */
export function startFlagWords(flags: CommandInput['flags']): string[] {
  return Object.keys(startFlags).flatMap((name) => {
    const value = flags[name];
    if (name === 'sandbox') return value === false ? ['--no-sandbox'] : [];
    if (value === undefined || value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}=${value}`];
  });
}
