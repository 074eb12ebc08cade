import { join } from 'node:path';
import { type McpHost, programOf } from './host.ts';

export const codex: McpHost = {
  id: 'codex',
  title: 'Codex',
  user: ({ home, env }) => join(env['CODEX_HOME'] || join(home, '.codex'), 'config.toml'),
  project: '.codex/config.toml',
  format: 'toml',
  servers: 'mcp_servers',
  takesHttp: true,
  entry: (reach) => {
    if (reach.kind === 'stdio') return programOf(reach);
    const { url, token } = reach;
    return token === undefined ? { url } : { url, http_headers: { Authorization: `Bearer ${token}` } };
  },
  next: 'Start Codex anew',
  logIn: 'codex mcp login NAME logs in to it',
};
