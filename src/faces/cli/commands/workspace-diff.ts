import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'workspace diff',
  summary: 'Show how the files differ from the gateway',
  description:
    'As a unified diff, from the gateway to the files. Ends with 0 when they are the same, and with 1 when not.',
  examples: ['porin workspace diff', 'porin workspace diff --quiet'],
  load: async () => (await import('../local/workspace/commands.ts')).diff,
});
