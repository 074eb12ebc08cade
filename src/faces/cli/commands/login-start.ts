import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { loginFlags } from '../login-flags.ts';

export default defineCommand<CliContext>({
  command: 'login start',
  summary: 'The same as login',
  flags: loginFlags,
  examples: ['porin login start --tenant --clientName=<agentType>'],
  load: async () => (await import('../local/login/start.ts')).login,
});
