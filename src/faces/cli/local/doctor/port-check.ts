import { createConnection } from 'node:net';
import { exchange, readText } from '../../../client/exchange.ts';
import type { Check, Examination } from '../../boot.ts';
import { recordOf } from '../../flags.ts';

const patienceMs = 1_500;

/** Whether a gateway could listen where the settings say. */
export async function portCheck({ host, port }: NonNullable<Examination['settings']>): Promise<Check> {
  const name = 'port';
  if (port === 0) return { name, status: 'ok', message: 'a free one is taken' };
  const reachable = /^(0\.0\.0\.0|::|\[::\])$/.test(host) ? '127.0.0.1' : host.replace(/^\[|\]$/g, '');
  if (!(await listens(reachable, port))) return { name, status: 'ok', message: `${port} is free` };
  const version = await porinAt(reachable, port);
  const whose = version === undefined ? 'another program' : `a Porin ${version} that was started elsewhere`;
  const look = process.platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  const hint =
    version === undefined
      ? `${look} tells which; or porin up --port ${port + 100}`
      : `porin status --url http://${reachable}:${port}`;
  return { name, status: 'warn', message: `${port} is taken by ${whose}`, hint };
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patienceMs, () => end(true));
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

async function porinAt(host: string, port: number): Promise<string | undefined> {
  try {
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const answer = await exchange({ method: 'GET', url, rawPath: '/health', timeoutMs: patienceMs });
    const { status, version } = recordOf(JSON.parse(await readText(answer)));
    return status === 'ok' && typeof version === 'string' ? version : undefined;
  } catch {
    // Whatever it is, it does not answer as a gateway does.
    return undefined;
  }
}
