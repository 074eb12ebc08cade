import type { CliIo } from '../io.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A program with its arguments; no shell reads them. */
export type Argv = readonly [program: string, ...args: string[]];

/** Where a browser would be opened from. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Environment;
  /** True when a program of that name is installed. */
  readonly has: (program: string) => boolean;
}

/** What opens an address in this person's browser; undefined where there is none to see it: CI, SSH, containers, agents' machines. */
export function browserCommand(address: string, { platform, env, has }: Desktop): Argv | undefined {
  const { href } = new URL(address);
  if (isSet(env['CI']) || isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY'])) return undefined;
  if (platform === 'darwin') return ['open', href];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', href];
  if (isSet(env['WSL_DISTRO_NAME'])) return has('wslview') ? ['wslview', href] : powershell(href);
  const hasDisplay = isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']);
  return hasDisplay && has('xdg-open') ? ['xdg-open', href] : undefined;
}

/** PowerShell reads its command as a script, so the address stands in quotes that it cannot end. */
function powershell(href: string): Argv {
  const quoted = `'${href.replaceAll("'", "''")}'`;
  return ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', `Start-Process ${quoted}`];
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}

/** Opens an address in this person's browser; false when that is not possible here. */
export async function openBrowser({ env }: Pick<CliIo, 'env'>, address: string): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const command = browserCommand(address, { platform: process.platform, env, has: (name) => isInstalled(name, env) });
  if (!command) return false;
  const [program, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env: { ...env } });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

function isInstalled(program: string, env: Environment): boolean {
  const { existsSync } = process.getBuiltinModule('node:fs');
  return (env['PATH'] ?? '').split(':').some((folder) => folder !== '' && existsSync(`${folder}/${program}`));
}
