import { existsSync } from 'node:fs';
import type { CliIo } from '../io.ts';

type Environment = CliIo['env'];

/** A program with its arguments; no shell reads them. */
type Argv = readonly [program: string, ...args: string[]];

/** How long a program that cannot open anything takes to say so. */
const patienceMs = 2_000;
const windowsOpener = '/mnt/c/Windows/System32/rundll32.exe';

/** Why no browser here would show a page to a person: CI, SSH, containers, machines without a display; undefined when one would. */
export function whyNoBrowser(env: Environment, platform = process.platform): string | undefined {
  const hasDisplay = isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']);
  if (isSet(env['CI'])) return 'CI';
  if ((isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY'])) && !hasDisplay) return 'SSH';
  if (isContainer(env) && !hasDisplay) return 'a container';
  const needsDisplay = platform !== 'darwin' && platform !== 'win32' && !isWsl(env);
  return needsDisplay && !hasDisplay ? 'no display' : undefined;
}

/** What may open an address in this person's browser, the most likely first. Errors: TypeError for what is no address. */
export function openers(address: string, env: Environment, platform = process.platform): readonly Argv[] {
  const { href } = new URL(address);
  if (platform === 'darwin') return [['/usr/bin/open', href]];
  if (platform === 'win32') return [['rundll32.exe', 'url.dll,FileProtocolHandler', href]];
  const linux: Argv = ['xdg-open', href];
  if (!isWsl(env)) return [linux];
  return [['wslview', href], [windowsOpener, 'url.dll,FileProtocolHandler', href], linux];
}

/** Opens an address in this person's browser; false where there is none, or it is known to have failed. */
export async function openBrowser({ env }: Pick<CliIo, 'env'>, address: string): Promise<boolean> {
  if (whyNoBrowser(env) !== undefined) return false;
  for (const argv of openers(address, env)) if (await succeeds(argv, env)) return true;
  return false;
}

async function succeeds([program, ...args]: Argv, env: Environment): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', env: { ...env } });
    // Some openers stay as long as the browser does.
    const timer = setTimeout(() => resolve(true), patienceMs);
    const end = (isDone: boolean) => {
      clearTimeout(timer);
      resolve(isDone);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
    child.unref();
  });
}

/** True on Linux under Windows, whose browser is the one to open. */
function isWsl(env: Environment): boolean {
  return isSet(env['WSL_DISTRO_NAME']) || isSet(env['WSL_INTEROP']);
}

function isContainer(env: Environment): boolean {
  if (isSet(env['container']) || isSet(env['KUBERNETES_SERVICE_HOST']) || isSet(env['CODESPACES'])) return true;
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false' && value !== '0';
}
