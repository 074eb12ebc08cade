import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { surfaceFlags } from '../local/mcp/surface.ts';

export default defineCommand<CliContext>({
  command: 'mcp',
  summary: 'Serve MCP on standard input and output, for an agent host of this machine',
  description:
    'Carries messages to the gateway in use, with your login. Where none runs and none is named, one is started in the background. stdout carries the protocol alone.',
  flags: {
    ...surfaceFlags,
    start: { type: 'boolean', default: true, description: 'Start no gateway where none runs' },
  },
  examples: ['porin mcp', 'porin mcp --app APP', 'porin mcp --mode meta --url https://gateway.example.com'],
  load: async () => (await import('../local/mcp/serve.ts')).serve,
});
