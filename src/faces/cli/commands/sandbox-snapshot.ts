import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox snapshot',
  summary: "Keep a sandbox's present state under a name",
  arguments: [{ name: 'name', description: 'What it is called; default when absent', optional: true }],
  flags: {
    app: { type: 'string', description: 'Which sandbox, when several are running' },
    list: { type: 'boolean', description: 'List those that are kept' },
    delete: { type: 'boolean', description: 'Drop the one with this name' },
  },
  examples: ['porin sandbox snapshot before-test', 'porin sandbox snapshot --list'],
  load: async () => (await import('../local/sandbox.ts')).snapshot,
});
