import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { printConfig } from '../local/config-print.ts';
import { startFlags } from '../start-flags.ts';

export default defineCommand<CliContext>({
  command: 'config print',
  summary: 'Show the settings that `up` would use and where each comes from',
  description: 'Secrets are hidden. Takes the flags of `up`, so that a command line can be checked before it is used.',
  flags: startFlags,
  examples: ['porin config print', 'porin config print --port 5000 --json'],
  load: async () => printConfig,
});
