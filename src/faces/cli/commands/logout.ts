import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'logout',
  summary: 'End the login to a gateway, there and on this machine',
  examples: ['porin logout', 'porin logout --url https://gateway.example.com'],
  load: async () => (await import('../local/logout.ts')).logout,
});
