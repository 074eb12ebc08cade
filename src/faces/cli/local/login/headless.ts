import { existsSync } from 'node:fs';
import type { CliIo } from '../../io.ts';

/** Why a login prints its address and ends, in place of opening a browser and waiting; undefined when a person sits here. */
export function whyHeadless(
  io: Pick<CliIo, 'stdin' | 'stdout' | 'env'>,
  asked: { readonly json: boolean; readonly browser: boolean; readonly nonInteractive: boolean },
): string | undefined {
  const { env } = io;
  if (asked.json) return '--json';
  if (asked.nonInteractive) return '--non-interactive';
  if (!asked.browser) return '--no-browser';
  if (io.stdout.isTTY !== true) return 'stdout is not a terminal';
  if (io.stdin.isTTY !== true) return 'stdin is not a terminal';
  if (env['CI'] && env['CI'] !== 'false') return 'CI';
  const hasDisplay = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  if ((env['SSH_CONNECTION'] || env['SSH_TTY']) && !hasDisplay) return 'SSH';
  if (isContainer(env) && !hasDisplay) return 'a container';
  if (process.platform === 'linux' && !hasDisplay && !isWsl(env)) return 'no display';
  return undefined;
}

/** True on Linux under Windows, whose browser is the one to open. */
export function isWsl(env: CliIo['env']): boolean {
  return Boolean(env['WSL_DISTRO_NAME'] || env['WSL_INTEROP']);
}

function isContainer(env: CliIo['env']): boolean {
  if (env['container'] || env['KUBERNETES_SERVICE_HOST'] || env['CODESPACES']) return true;
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}
