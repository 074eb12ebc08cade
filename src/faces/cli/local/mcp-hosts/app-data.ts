import { join } from 'node:path';
import type { HostPlace } from './host.ts';

/** The folder in which desktop programs keep what is the user's, by platform. */
export function appData({ home, env, platform }: HostPlace): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return env['APPDATA'] || join(home, 'AppData', 'Roaming');
  return env['XDG_CONFIG_HOME'] || join(home, '.config');
}
