import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'sandbox list',
  summary: 'List the running sandboxes with their addresses and credentials',
  examples: ['porin sandbox list', 'porin sandbox list --json'],
  load: async () => (await import('../local/sandbox.ts')).list,
});
