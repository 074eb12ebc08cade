import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { CliIo } from '../../io.ts';
import { isWsl } from './headless.ts';

/** How long a program that cannot open anything takes to say so. */
const patienceMs = 2_000;
const windowsOpener = '/mnt/c/Windows/System32/rundll32.exe';

/** Opens an address in the person's browser; false when that is known to have failed. No shell ever sees the address. */
export async function openBrowser(url: string, env: CliIo['env']): Promise<boolean> {
  for (const [command, ...args] of openers(url, env)) {
    if (await succeeds(command, args, env)) return true;
  }
  return false;
}

type CommandLine = readonly [string, ...string[]];

function openers(url: string, env: CliIo['env']): CommandLine[] {
  if (process.platform === 'darwin') return [['/usr/bin/open', url]];
  if (process.platform === 'win32') return [['rundll32.exe', 'url.dll,FileProtocolHandler', url]];
  const windows: CommandLine[] = existsSync(windowsOpener) ? [[windowsOpener, 'url.dll,FileProtocolHandler', url]] : [];
  const linux: CommandLine[] = [['xdg-open', url]];
  return isWsl(env) ? [['wslview', url], ...windows, ...linux] : linux;
}

function succeeds(command: string, args: readonly string[], env: CliIo['env']): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { detached: true, stdio: 'ignore', env: { ...env } });
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
