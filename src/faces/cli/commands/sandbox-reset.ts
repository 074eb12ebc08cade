import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox reset',
  summary: 'Empty a sandbox and load its demo data again',
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    seed: { type: 'boolean', default: true, description: 'Leave it empty' },
  },
  examples: ['porin sandbox reset', 'porin sandbox reset --no-seed'],
  load: async () => (await import('../local/sandbox.ts')).reset,
});
