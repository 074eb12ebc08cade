import { join } from 'node:path';
import { headersFor, type McpHost, programOf } from './host.ts';

export const cursor: McpHost = {
  id: 'cursor',
  title: 'Cursor',
  user: ({ home }) => join(home, '.cursor', 'mcp.json'),
  project: '.cursor/mcp.json',
  format: 'json',
  servers: 'mcpServers',
  takesHttp: true,
  entry: (reach) => (reach.kind === 'stdio' ? programOf(reach) : { url: reach.url, ...headersFor(reach) }),
  next: 'Switch the server on in the settings of Cursor, under MCP',
};
