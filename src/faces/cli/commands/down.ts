import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'down',
  summary: 'Stop the running gateway and wait until it is gone',
  examples: ['porin down', 'porin down --data-dir ./data'],
  load: async () => (await import('../local/down.ts')).down,
});
