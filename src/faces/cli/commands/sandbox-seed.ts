import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox seed',
  summary: 'Load the demo data into a sandbox',
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
  },
  examples: ['porin sandbox seed'],
  load: async () => (await import('../local/sandbox.ts')).seed,
});
