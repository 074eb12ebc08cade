import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { loginFlags } from '../login-flags.ts';

export default defineCommand<CliContext>({
  command: 'login',
  summary: 'Log in: opens a browser, or prints the address to open and ends',
  description:
    'Where nobody sits at a terminal it prints an address and ends with 0; login complete takes the code that the page then shows. Starts a gateway when none runs.',
  flags: loginFlags,
  examples: [
    'porin login --tenant --clientName=<agentType>',
    'porin login --tenant=acme --clientName=claude --json',
    'porin login --no-browser',
    'porin login --with-token < token.txt',
  ],
  load: async () => (await import('../local/login/start.ts')).login,
});
