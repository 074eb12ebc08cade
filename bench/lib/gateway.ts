import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listRunning } from '../../src/platform/config/running.ts';
import { type Child, startChild } from './child.ts';

export const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A built gateway on a data directory of its own. */
export interface MeasuredGateway {
  readonly child: Child;
  /** Base URL of its REST API, ending in `/v1`. */
  readonly url: string;
  /** The owner's token. */
  readonly token: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<any>;
  stop(): Promise<void>;
}

/** Environment in which a gateway meets nothing of the machine's user. */
export function isolatedEnvironment(): { readonly env: Readonly<Record<string, string | undefined>>; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'porin-bench-'));
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...inherited } = process.env;
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !/^(PORIN|MEMBRANE|XDG)_/.test(name)));
  const env = {
    ...own,
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_DATA_HOME: join(home, 'data'),
    PORIN_DATA: join(home, 'porin'),
  };
  return { env, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Starts the built program; `settings` are further variables of its environment. */
export async function startGateway(
  settings: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<MeasuredGateway> {
  if (!existsSync(program)) throw new Error(`${program} is not there: npm run build makes it`);
  const isolated = isolatedEnvironment();
  // What is measured is the gateway, not its limits.
  const unlimited = { PORIN_TENANT_REQUESTS_PER_MINUTE: '0', PORIN_CONNECTION_REQUESTS_PER_MINUTE: '0' };
  const env = { ...isolated.env, ...unlimited, ...settings };
  const child = await startChild({ args: [program, 'up', '--json', '--port', '0', ...flags], env });
  const ready = JSON.parse(child.firstLine) as { url: string };
  const token = listRunning(env).find((gateway) => gateway.pid === child.process.pid)?.token;
  if (token === undefined) throw new Error('The gateway has not announced itself');
  return {
    child,
    url: ready.url,
    token,
    env,
    async call(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${ready.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...init,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    async stop() {
      await child.stop();
      isolated.remove();
    },
  };
}
