import { resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { defaultDataDir, listRunning, type RunningGateway } from '../../platform/config/running.ts';
import { isSameAddress } from './address.ts';
import { projectAddress } from './project-file.ts';
import { type Credentials, findServer } from './saved-logins.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The gateway that a command speaks to. */
export interface GatewayChoice {
  readonly url: string;
  /** Known when it runs on this machine, under this user. */
  readonly running: RunningGateway | undefined;
  /** What its address was taken from. */
  readonly namedBy: 'flag' | 'environment' | 'project' | 'running' | 'login';
}

export interface ChoiceFlags {
  readonly url: string | undefined;
  readonly dataDir: string | undefined;
}

export interface ChoicePlace {
  readonly env: Environment;
  readonly cwd: string;
  readonly program: string;
  readonly credentials: Credentials;
}

/**
 * Chooses the gateway: address by flag, environment or project file, else the running one of the data directory asked for,
 * else the one at the default place, else the only one, else the one logged in to last.
 * Errors: `unavailable` when there is none, `bad_request` when several run and none was named.
 */
export function chooseGateway(flags: ChoiceFlags, place: ChoicePlace): GatewayChoice {
  const running = listRunning(place.env);
  const named = namedAddress(flags, place);
  if (named) {
    const here = running.find((gateway) => isSameAddress(gateway.url, named.url));
    // Its announced or saved address, not the one given: localhost may lead to a stranger's process on ::1, which must not get the token.
    const url = here?.url ?? findServer(place.credentials, named.url)?.url ?? named.url;
    return { ...named, url, running: here };
  }
  return chooseUnnamed(running, flags.dataDir, place);
}

/** The address that somebody chose, and by what; undefined when nobody did. */
function namedAddress(
  { url, dataDir }: ChoiceFlags,
  { env, cwd }: ChoicePlace,
): Pick<GatewayChoice, 'url' | 'namedBy'> | undefined {
  if (url !== undefined) return { url, namedBy: 'flag' };
  // A directory named on this command line is meant more than an address from elsewhere.
  if (dataDir !== undefined) return undefined;
  const fromEnv = addressFrom(env);
  if (fromEnv !== undefined) return { url: fromEnv, namedBy: 'environment' };
  const fromProject = projectAddress(cwd);
  return fromProject === undefined ? undefined : { url: fromProject, namedBy: 'project' };
}

/** The address of a gateway that the environment names. */
export function addressFrom(env: Environment): string | undefined {
  return firstOf(env, ['PORIN_URL', 'MEMBRANE_API_URL', 'MEMBRANE_API_URI'])?.value;
}

/** The first of these variables that holds something. */
export function firstOf(env: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

function chooseUnnamed(
  running: readonly RunningGateway[],
  dataDir: string | undefined,
  { env, program, credentials }: ChoicePlace,
): GatewayChoice {
  const local = (gateway: RunningGateway): GatewayChoice => ({
    url: gateway.url,
    running: gateway,
    namedBy: 'running',
  });
  const wanted = dataDir ?? (env['PORIN_DATA'] || undefined);
  const place = wanted === undefined ? defaultDataDir(env) : resolve(wanted);
  const there = running.find((gateway) => resolve(gateway.dataDir) === place);
  if (there) return local(there);
  const hint = `Start one with ${program} up (or npm start in a clone), or name one with --url or PORIN_URL`;
  if (wanted !== undefined) throw new PorinError('unavailable', `No gateway is running on ${place}`, { hint });
  const [only, ...others] = running;
  if (only && others.length === 0) return local(only);
  const { apiUri } = credentials;
  const lastUsed = running.find(({ url }) => apiUri !== undefined && isSameAddress(url, apiUri));
  if (lastUsed) return local(lastUsed);
  if (!only && apiUri !== undefined) return { url: apiUri, running: undefined, namedBy: 'login' };
  if (!only) throw new PorinError('unavailable', 'No gateway is running', { hint });
  throw new PorinError('bad_request', `${running.length} gateways are running: ${running.map(describe).join('; ')}`, {
    hint: 'Choose one with --data-dir PATH or --url ADDRESS (or PORIN_DATA, PORIN_URL)',
  });
}

function describe(gateway: RunningGateway): string {
  return `${gateway.url} on ${gateway.dataDir}`;
}
