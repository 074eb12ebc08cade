import { join } from 'node:path';
import { headersFor, type McpHost, programOf } from './host.ts';

export const gemini: McpHost = {
  id: 'gemini',
  title: 'Gemini CLI',
  aliases: ['gemini-cli'],
  user: ({ home }) => join(home, '.gemini', 'settings.json'),
  project: '.gemini/settings.json',
  format: 'json',
  servers: 'mcpServers',
  takesHttp: true,
  entry: (reach) => (reach.kind === 'stdio' ? programOf(reach) : { httpUrl: reach.url, ...headersFor(reach) }),
  next: 'Start Gemini CLI anew; /mcp shows the server',
  logIn: '/mcp auth NAME logs in to it',
};
