import { join } from 'node:path';
import { type HostPlace, headersFor, type McpHost, programOf } from './host.ts';

export const zed: McpHost = {
  id: 'zed',
  title: 'Zed',
  user: (place) => join(folder(place), 'settings.json'),
  project: '.zed/settings.json',
  format: 'json',
  servers: 'context_servers',
  takesHttp: true,
  entry: (reach) => (reach.kind === 'stdio' ? programOf(reach) : { url: reach.url, ...headersFor(reach) }),
  next: 'Zed takes it over by itself; the agent panel shows the server',
};

function folder({ home, env, platform }: HostPlace): string {
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Zed');
  return join(platform === 'linux' && env['XDG_CONFIG_HOME'] ? env['XDG_CONFIG_HOME'] : join(home, '.config'), 'zed');
}
