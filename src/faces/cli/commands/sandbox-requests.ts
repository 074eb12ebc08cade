import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox requests',
  summary: 'Show the requests that a sandbox received',
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    limit: { type: 'number', description: 'At most so many' },
    clear: { type: 'boolean', description: 'Empty the list' },
  },
  examples: ['porin sandbox requests --limit 10', 'porin sandbox requests --clear'],
  load: async () => (await import('../local/sandbox.ts')).requests,
});
