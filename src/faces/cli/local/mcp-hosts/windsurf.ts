import { join } from 'node:path';
import { headersFor, type McpHost, programOf } from './host.ts';

export const windsurf: McpHost = {
  id: 'windsurf',
  title: 'Windsurf',
  user: ({ home }) => join(home, '.codeium', 'windsurf', 'mcp_config.json'),
  format: 'json',
  servers: 'mcpServers',
  takesHttp: true,
  entry: (reach) => (reach.kind === 'stdio' ? programOf(reach) : { serverUrl: reach.url, ...headersFor(reach) }),
  next: 'Refresh the list of servers in Windsurf',
};
