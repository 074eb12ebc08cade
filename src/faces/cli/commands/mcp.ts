import { defineCommand } from '../../../kernel/command.ts';
import type { CliContext } from '../context.ts';
import { surfaceFlags } from '../local/mcp/surface.ts';

export default defineCommand<CliContext>({
  command: 'mcp',
  summary: 'Serve MCP on standard input and output, for an agent host of this machine',
  description:
    'Carries messages to the gateway in use, with your login. Where none runs, it answers that `porin up --detach` starts one. stdout carries the protocol alone.',
  flags: {
    ...surfaceFlags,
    start: {
      type: 'boolean',
      description: 'Start a gateway in the background where none runs, with the settings of this environment',
    },
  },
  examples: ['porin mcp', 'porin mcp --app APP', 'porin mcp --mode meta --url https://gateway.example.com'],
  load: async () => (await import('../local/mcp/serve.ts')).serve,
});
