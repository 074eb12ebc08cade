import { join } from 'node:path';
import { appData } from './app-data.ts';
import { type McpHost, programOf } from './host.ts';

export const claudeDesktop: McpHost = {
  id: 'claude-desktop',
  title: 'Claude Desktop',
  user: (place) => join(appData(place), 'Claude', 'claude_desktop_config.json'),
  format: 'json',
  servers: 'mcpServers',
  // Remote servers are connectors of the account there, not of this file.
  takesHttp: false,
  entry: (reach) => (reach.kind === 'stdio' ? programOf(reach) : {}),
  next: 'Quit Claude Desktop and start it again',
};
