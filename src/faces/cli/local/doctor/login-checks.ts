import { exchange } from '../../../client/exchange.ts';
import type { Check } from '../../boot.ts';
import type { CliContext } from '../../context.ts';
import { credentialsFile, type SavedLogin, timeLeft } from '../../saved-logins.ts';
import { duration } from '../../term/time.ts';
import type { Look } from './time-limit.ts';

const name = 'login';
const patienceMs = 3_000;

/** The saved logins: whether they still work, and whether their gateways answer. */
export function loginChecks(context: CliContext): Look[] {
  const { servers } = context.credentials();
  const saved = Object.entries(servers).flatMap(([url, { login }]) => (login ? [{ url, login }] : []));
  if (saved.length === 0) {
    const message = `none is saved in ${credentialsFile(context.io.env)}`;
    return [{ name, look: () => ({ name, status: 'ok', message }) }];
  }
  return saved.map(({ url, login }) => ({ name, look: () => check(context, url, login) }));
}

async function check({ io }: CliContext, url: string, login: SavedLogin): Promise<Check> {
  const leftMs = timeLeft(login, io.now());
  const again = `porin login --tenant --apiUri ${url}`;
  if (leftMs <= 0 && login.refreshToken === undefined) {
    const message = `${url}: expired ${duration(-leftMs)} ago`;
    return { name, status: 'warn', message, hint: again };
  }
  try {
    const answer = await exchange({ method: 'GET', url, rawPath: '/health', timeoutMs: patienceMs });
    answer.resume();
  } catch (error) {
    const message = `${url} does not answer: ${(error as Error).message}`;
    return { name, status: 'warn', message, hint: `Start that gateway, or forget it: porin logout --apiUri ${url}` };
  }
  const ends = Number.isFinite(leftMs)
    ? leftMs > 0
      ? `, good for ${duration(leftMs)}`
      : ', renewed at its next use'
    : '';
  return { name, status: 'ok', message: `${url}${ends}` };
}
