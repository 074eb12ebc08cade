import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { status } from '../local/status.ts';

export default defineCommand<CliContext>({
  command: 'status',
  summary: 'Show what is running: gateways, versions, sandboxes',
  description: 'Ends with 1 when nothing runs.',
  examples: ['porin status', 'porin status --json'],
  load: async () => status,
});
