import { resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { defaultDataDir, listRunning, type RunningGateway } from '../../platform/config/running.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The gateway that a command speaks to. */
export interface GatewayChoice {
  readonly url: string;
  readonly token: string | undefined;
  /** Known when it runs on this machine, under this user. */
  readonly running: RunningGateway | undefined;
}

export interface ChoiceFlags {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly dataDir: string | undefined;
}

/**
 * Chooses the gateway: address by flag or environment, else the running one of the data directory asked for,
 * else the one at the default place, else the only one.
 * Errors: `unavailable` when none runs, `bad_request` when several do and none was named.
 */
export function chooseGateway(flags: ChoiceFlags, env: Environment, program: string): GatewayChoice {
  const token = flags.token ?? firstOf(env, ['PORIN_TOKEN', 'MEMBRANE_TOKEN', 'MEMBRANE_ACCESS_TOKEN']);
  const running = listRunning(env);
  // A directory named on this command line is meant more than an address from the environment.
  const url = flags.url ?? (flags.dataDir === undefined ? addressFrom(env) : undefined);
  if (url !== undefined) {
    const here = running.find((gateway) => isSameAddress(gateway.url, url));
    // Its announced address, not the one given: localhost may lead to a stranger's process on ::1, which must not get the token.
    return { url: here?.url ?? url, token: token ?? here?.token, running: here };
  }
  const chosen = chooseRunning(running, flags.dataDir, env, program);
  return { url: chosen.url, token: token ?? chosen.token, running: chosen };
}

/** The address of a gateway that the environment names. */
export function addressFrom(env: Environment): string | undefined {
  return firstOf(env, ['PORIN_URL', 'MEMBRANE_API_URL', 'MEMBRANE_API_URI']);
}

function chooseRunning(
  running: readonly RunningGateway[],
  dataDir: string | undefined,
  env: Environment,
  program: string,
): RunningGateway {
  const wanted = dataDir ?? (env['PORIN_DATA'] || undefined);
  const place = wanted === undefined ? defaultDataDir(env) : resolve(wanted);
  const there = running.find((gateway) => resolve(gateway.dataDir) === place);
  if (there) return there;
  const hint = `Start one with ${program} up (or npm start in a clone), or name one with --url or PORIN_URL`;
  if (wanted !== undefined) throw new PorinError('unavailable', `No gateway is running on ${place}`, { hint });
  const [only, ...others] = running;
  if (!only) throw new PorinError('unavailable', 'No gateway is running', { hint });
  if (others.length === 0) return only;
  throw new PorinError('bad_request', `${running.length} gateways are running: ${running.map(describe).join('; ')}`, {
    hint: 'Choose one with --data-dir PATH or --url ADDRESS (or PORIN_DATA, PORIN_URL)',
  });
}

function describe(gateway: RunningGateway): string {
  return `${gateway.url} on ${gateway.dataDir}`;
}

function firstOf(env: Environment, names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** True when two addresses reach the same port of this machine, whatever loopback name they use. */
export function isSameAddress(a: string, b: string): boolean {
  const left = origin(a);
  return left !== undefined && left === origin(b);
}

function origin(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname;
  return `${protocol}//${host}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
