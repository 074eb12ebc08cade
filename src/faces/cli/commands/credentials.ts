import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'credentials',
  summary: 'Show the address, workspace key and secret, and tenant key for a program',
  description: 'For owners and managers. The output holds a secret.',
  flags: { shell: { type: 'boolean', description: 'As export lines for a shell' } },
  examples: ['porin credentials --json', 'eval "$(porin credentials --shell)"'],
  load: async () => (await import('../local/credentials.ts')).credentials,
});
