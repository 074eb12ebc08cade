import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';

export default defineCommand<CliContext>({
  command: 'mcp uninstall',
  summary: 'Take the gateway out of the configuration of an agent host',
  arguments: [{ name: 'host', description: 'As with mcp install' }],
  flags: {
    app: { type: 'string', description: 'The entry that was made for this app' },
    name: { type: 'string', description: 'Name of the server there (default porin, with --app porin-APP)' },
    project: { type: 'boolean', description: "The project's file" },
    user: { type: 'boolean', description: 'Your own file (default)' },
    'dry-run': { type: 'boolean', description: 'Show what would change, and write nothing' },
  },
  examples: ['porin mcp uninstall claude', 'porin mcp uninstall cursor --dry-run'],
  load: async () => (await import('../local/mcp-hosts/commands.ts')).uninstallHost,
});
