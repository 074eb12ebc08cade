import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'login status',
  summary: 'Show who the next command acts as, and where that comes from',
  description: 'Ends with 4 when nobody is logged in.',
  examples: ['porin login status', 'porin login status --json'],
  load: async () => (await import('../local/login/status.ts')).loginStatus,
});
