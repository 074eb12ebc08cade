import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { surfaceFlags } from '../local/mcp/surface.ts';

export default defineCommand<CliContext>({
  command: 'mcp install',
  summary: 'Write the gateway into the configuration of an agent host',
  description:
    'Everything else in the file stays as it is, and a copy of it is kept. Without --http the host starts `porin mcp`, which uses your login; no secret is written then.',
  arguments: [
    { name: 'host', description: 'claude, cursor, vscode, codex, gemini, …: --list shows all', optional: true },
  ],
  flags: {
    ...surfaceFlags,
    name: { type: 'string', description: 'Name of the server there (default porin, with --app porin-APP)' },
    stdio: { type: 'boolean', description: 'The host starts porin mcp (default)' },
    start: { type: 'boolean', description: 'The host may start a gateway where none runs: porin mcp --start' },
    http: { type: 'boolean', description: "The host uses the gateway's address, and logs in by OAuth" },
    token: { type: 'boolean', description: 'With the address, write a new token of yours into the file' },
    project: { type: 'boolean', description: "The project's file, for everybody who works in it" },
    user: { type: 'boolean', description: 'Your own file, for all projects (default)' },
    'dry-run': { type: 'boolean', description: 'Show what would change, and write nothing' },
    list: { type: 'boolean', description: 'List the hosts and their files' },
  },
  examples: [
    'porin mcp install claude',
    'porin mcp install vscode --project --app APP',
    'porin mcp install cursor --http --dry-run',
    'porin mcp install --list',
  ],
  load: async () => (await import('../local/mcp-hosts/commands.ts')).installHost,
});
