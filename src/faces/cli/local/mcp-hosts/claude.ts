import { join } from 'node:path';
import { headersFor, type McpHost, programOf } from './host.ts';

export const claude: McpHost = {
  id: 'claude',
  title: 'Claude Code',
  aliases: ['claude-code'],
  user: ({ home, env }) => join(env['CLAUDE_CONFIG_DIR'] || home, '.claude.json'),
  project: '.mcp.json',
  format: 'json',
  servers: 'mcpServers',
  takesHttp: true,
  entry: (reach) =>
    reach.kind === 'stdio'
      ? { type: 'stdio', ...programOf(reach) }
      : { type: 'http', url: reach.url, ...headersFor(reach) },
  next: 'Start Claude Code anew; /mcp shows the server',
  logIn: '/mcp logs in to it',
};
