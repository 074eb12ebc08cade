import { join } from 'node:path';
import { appData } from './app-data.ts';
import { headersFor, type McpHost, programOf } from './host.ts';

export const vscode: McpHost = {
  id: 'vscode',
  title: 'VS Code',
  aliases: ['code', 'copilot', 'vs-code'],
  user: (place) => join(appData(place), 'Code', 'User', 'mcp.json'),
  project: '.vscode/mcp.json',
  format: 'json',
  servers: 'servers',
  takesHttp: true,
  entry: (reach) =>
    reach.kind === 'stdio'
      ? { type: 'stdio', ...programOf(reach) }
      : { type: 'http', url: reach.url, ...headersFor(reach) },
  next: 'Start the server in VS Code: command MCP: List Servers',
};
