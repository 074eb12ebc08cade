import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox restore',
  summary: 'Go back to a snapshot of a sandbox',
  arguments: [{ name: 'name', description: 'What it is called; default when absent', optional: true }],
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
  },
  examples: ['porin sandbox restore before-test', 'porin sandbox restore'],
  load: async () => (await import('../local/sandbox.ts')).restore,
});
