import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { open } from '../local/open.ts';

export default defineCommand<CliContext>({
  command: 'open',
  summary: 'Open the gateway in the browser, signed in as its owner',
  description: 'Where no browser can be opened it prints the link. With --json it only prints it.',
  arguments: [{ name: 'path', description: 'Page to open: /account (default the start page)', optional: true }],
  examples: ['porin open', 'porin open /account', 'porin open --json'],
  load: async () => open,
});
