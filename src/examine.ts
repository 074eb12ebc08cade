import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isLoopback, refuseContradictions } from './exposure.ts';
import type { Check, Examination } from './faces/cli/boot.ts';
import { isPorinError, PorinError } from './kernel/errors.ts';
import { nearestName } from './kernel/issues.ts';
import { resolveSettings } from './platform/config/resolve.ts';
import { type Config, environmentName, settings } from './platform/config/schema.ts';
import { lockDataDir } from './platform/storage/data-lock.ts';
import { type Inspection, inspectStorage } from './platform/storage/inspect.ts';
import { openVault } from './platform/vault/vault.ts';
import { readTls } from './tls.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Findings = Check | readonly Check[];

interface Place {
  readonly config: Config;
  readonly isRunning: boolean;
}

const littleSpaceBytes = 1024 ** 3;
const noSpaceBytes = 100 * 1024 ** 2;
const longestCheckBytes = 4 * 1024 ** 3;

/** Variables that the program reads besides its settings. */
const otherVariables = ['PORIN_CONFIG', 'PORIN_URL', 'PORIN_TOKEN'];

/** Looks at what a gateway with these settings would stand on. Never fails: what goes wrong is a finding. */
export async function examine(
  flags: Readonly<Record<string, unknown>>,
  env: Environment,
  { isRunning }: { readonly isRunning: boolean },
): Promise<Examination> {
  const variables = unknownVariables(env);
  let config: Config;
  try {
    ({ config } = resolveSettings(flags, env));
    refuseContradictions(config);
  } catch (error) {
    return { checks: [failed('settings', error), ...variables] };
  }
  const place = { config, isRunning };
  const checks = [
    { name: 'settings', status: 'ok', message: 'they fit together' } as const,
    ...variables,
    ...(await found('data directory', () => dataDirectory(place))),
    ...(await found('disk', () => disk(place))),
    ...(await found('address', () => address(place))),
    ...(await found('database', () => stored(place))),
  ];
  const { data, host, port, ephemeral } = config;
  return { checks, settings: { dataDir: data, host, port, isEphemeral: ephemeral } };
}

async function found(name: string, look: () => Findings | Promise<Findings>): Promise<readonly Check[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    return [failed(name, error)];
  }
}

function failed(name: string, error: unknown): Check {
  if (isPorinError(error)) {
    // Held by a gateway of another user: nothing is wrong with it.
    const status = error.code === 'conflict' ? 'warn' : 'fail';
    return { name, status, message: error.message, hint: error.hint };
  }
  return { name, status: 'fail', message: error instanceof Error ? error.message : String(error) };
}

function unknownVariables(env: Environment): Check[] {
  const known = [...Object.keys(settings).map(environmentName), ...otherVariables];
  const strangers = Object.keys(env).filter((name) => name.startsWith('PORIN_') && !known.includes(name));
  if (strangers.length === 0) return [{ name: 'environment', status: 'ok', message: 'every PORIN_ variable is known' }];
  return strangers.sort().map((name) => {
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? 'porin config print lists the settings' : `Did you mean ${nearest}?`;
    return { name: 'environment', status: 'warn', message: `${name} is set, and nothing reads it`, hint };
  });
}

function dataDirectory({ config: { data, ephemeral } }: Place): Check {
  const name = 'data directory';
  if (ephemeral) return { name, status: 'ok', message: 'none: everything stays in memory' };
  const facts = statSync(data, { throwIfNoEntry: false });
  if (!facts) return { name, status: 'ok', message: `${data} is not there yet; the first porin up makes it` };
  if (!facts.isDirectory()) {
    return {
      name,
      status: 'fail',
      message: `${data} is no directory`,
      hint: 'Choose another with --data or PORIN_DATA',
    };
  }
  const own = process.getuid?.();
  if (own !== undefined && own !== 0 && facts.uid !== own) {
    const hint = `sudo chown -R "$(id -un)" ${quoted(data)}`;
    return { name, status: 'fail', message: `${data} belongs to another user (uid ${facts.uid})`, hint };
  }
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    // Why exactly makes no difference to what has to be done.
    return { name, status: 'fail', message: `${data} is not writable`, hint: `chmod u+rwx ${quoted(data)}` };
  }
  const mode = facts.mode & 0o777;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const message = `${data} is open to other users (mode ${mode.toString(8)})`;
    return { name, status: 'warn', message, hint: `chmod 700 ${quoted(data)}` };
  }
  return { name, status: 'ok', message: `${data}, yours alone` };
}

function disk({ config: { data } }: Place): Check {
  const { bavail, bsize } = statfsSync(nearestExisting(data));
  const free = Number(bavail) * Number(bsize);
  const message = `${gigabytes(free)} free at ${data}`;
  const hint = 'Free some space, or move the data directory to another disk';
  if (free < noSpaceBytes) return { name: 'disk', status: 'fail', message, hint };
  if (free < littleSpaceBytes) return { name: 'disk', status: 'warn', message, hint };
  return { name: 'disk', status: 'ok', message };
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function gigabytes(bytes: number): string {
  return bytes < 1024 ** 3 ? `${Math.round(bytes / 1024 ** 2)} MB` : `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}

/** Whether links, cookies and TLS fit to where the gateway listens. */
function address({ config }: Place): Check {
  const { host, port, publicUrl } = config;
  const tls = readTls(config);
  const name = 'address';
  if (isLoopback(host)) {
    const shown =
      publicUrl === undefined ? `${host}:${port}, for this machine alone` : `${publicUrl} → ${host}:${port}`;
    return { name, status: 'ok', message: tls ? `${shown}, with TLS` : shown };
  }
  if (!tls && config.trustedProxies.trim() === '') {
    const hint = 'Set PORIN_TLS_CERT and PORIN_TLS_KEY, or PORIN_TRUSTED_PROXIES behind a proxy with TLS';
    return { name, status: 'fail', message: `${host} is open to other machines without TLS`, hint };
  }
  if (publicUrl === undefined) {
    const hint = 'Set PORIN_PUBLIC_URL=https://porin.example, which others open';
    return { name, status: 'fail', message: `${host} is open to other machines, but has no public address`, hint };
  }
  return { name, status: 'ok', message: `${publicUrl} → ${host}:${port}${tls ? ', with TLS' : ', behind a proxy'}` };
}

/** The vault's key and the database: whether the one opens what is in the other. */
async function stored(place: Place): Promise<readonly Check[]> {
  const { config, isRunning } = place;
  if (config.ephemeral) return [{ name: 'database', status: 'ok', message: 'in memory' }];
  const file = config.databaseUrl === undefined ? join(config.data, 'porin.db') : undefined;
  const path = file ?? /^sqlite:(.+)$/.exec(config.databaseUrl ?? '')?.[1];
  if (path !== undefined && isRunning) {
    const message = 'the running gateway has it open and answers for it';
    return [...(await vaultKey(place, undefined)), { name: 'database', status: 'ok', message }];
  }
  if (path !== undefined && !isMade(path)) {
    const message = `${path} is not there yet; the first porin up makes it`;
    return [...(await vaultKey(place, undefined)), { name: 'database', status: 'ok', message }];
  }
  if (path !== undefined && statSync(path).size > longestCheckBytes) {
    const hint = `With the gateway stopped: sqlite3 ${quoted(path)} 'pragma quick_check'`;
    const message = `${path} is too large to be checked here`;
    return [...(await vaultKey(place, undefined)), { name: 'database', status: 'warn', message, hint }];
  }
  const inspection = await inspectAlone(config, path);
  return [...(await vaultKey(place, inspection)), databaseOf(inspection, path ?? 'Postgres')];
}

function isMade(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** A file is looked at while no gateway can start on it; a server has room for one more. */
async function inspectAlone(config: Config, path: string | undefined): Promise<Inspection> {
  if (path === undefined) return inspectStorage(config.databaseUrl ?? '');
  const lock = existsSync(config.data) ? lockDataDir(config.data) : undefined;
  try {
    return await inspectStorage(`sqlite:${path}`);
  } finally {
    lock?.release();
  }
}

function databaseOf({ strangers, pending, damage }: Inspection, where: string): Check {
  const name = 'database';
  if (damage !== undefined) {
    const hint = 'Stop using it, keep the file, and restore a backup';
    return { name, status: 'fail', message: `${where} is damaged: ${damage.replace(/\s+/g, ' ').slice(0, 200)}`, hint };
  }
  if (strangers.length > 0) {
    const message = `${where} is newer than this program: it has the migration '${strangers[0]}'`;
    return { name, status: 'fail', message, hint: 'Upgrade porin, or use the data directory of this version' };
  }
  const next = pending.length === 0 ? '' : `; the next porin up brings it up to date (${pending.join(', ')})`;
  return { name, status: 'ok', message: `${where} opens and is whole${next}` };
}

async function vaultKey({ config }: Place, inspection: Inspection | undefined): Promise<readonly Check[]> {
  const name = 'vault key';
  const { data, vaultKey: key, vaultKeyPrevious, vaultKeyFile: keyFile } = config;
  const file = keyFile ?? join(data, 'vault.key');
  const where = key === undefined ? file : 'PORIN_VAULT_KEY';
  const needed = inspection?.keyIds ?? [];
  if (key === undefined && !existsSync(file) && needed.length === 0) {
    return [{ name, status: 'ok', message: `${file} is not there yet; the first porin up makes it` }];
  }
  try {
    const vault = await openVault({
      dataDir: data,
      key,
      previousKeys: vaultKeyPrevious?.split(',').map((text) => text.trim()),
      keyFile,
      mustExist: true,
      neededKeys: needed,
    });
    for (const sealed of inspection?.sealed ?? []) vault.open(sealed);
    const tried = inspection?.sealed.length ?? 0;
    const opens = tried === 0 ? '' : `; it opens what is stored (${tried} tried)`;
    return [{ name, status: 'ok', message: `${where}${opens}` }, ...missingKeys(needed, vault.keyStore)];
  } catch (error) {
    return [failed(name, error)];
  }
}

/** Some of what is stored needs a key that is gone, though not all of it does. */
function missingKeys(needed: readonly string[], keys: { find(id: string): unknown }): Check[] {
  const missing = needed.filter((id) => !keys.find(id));
  if (missing.length === 0) return [];
  const error = new PorinError(
    'configuration',
    `Some stored credentials need ${missing.join(', ')}, which is not there`,
    {
      hint: 'Add that key to PORIN_VAULT_KEY_PREVIOUS, or restore the key file from a backup',
    },
  );
  return [failed('vault key', error)];
}

/** For a POSIX shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
