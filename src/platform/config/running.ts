import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';

// Taken without an import, which would load their promise and stream parts too: 3 ms of every command's start.
const { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } =
  process.getBuiltinModule('node:fs');

/** A gateway of this user on this machine, as it announces itself. The file is readable by its owner only. */
export interface RunningGateway {
  /** Origin of its REST API: `http://127.0.0.1:4710`. */
  readonly url: string;
  /** Where people reach it; absent when an older version runs. */
  readonly publicUrl?: string;
  readonly pid: number;
  readonly dataDir: string;
  /** The local owner's token; changes with every start. */
  readonly token: string;
  readonly startedAt: number;
  readonly version: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the data live when nobody says otherwise: PORIN_DATA, else the platform's place for user data. */
export function defaultDataDir(env: Environment): string {
  if (env['PORIN_DATA']) return resolve(env['PORIN_DATA']);
  const home = env['HOME'] || homedir();
  if (env['XDG_DATA_HOME']) return join(env['XDG_DATA_HOME'], 'porin');
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'porin');
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'porin');
  return join(home, '.local', 'share', 'porin');
}

function announcementsDir(env: Environment): string {
  // Empty counts as unset, or the files would land in the current directory.
  const home = env['HOME'] || homedir();
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'porin', 'running');
}

function announcementFile(env: Environment, dataDir: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return join(
    announcementsDir(env),
    `${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16)}.json`,
  );
}

/** Tells the CLI of the same user where this gateway is and how to speak to it. Errors: `configuration` when that cannot be written. */
export function announce(env: Environment, gateway: RunningGateway): void {
  makeAnnouncementsDir(env);
  const file = announcementFile(env, gateway.dataDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(gateway), { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

function makeAnnouncementsDir(env: Environment): void {
  const folder = announcementsDir(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new PorinError('configuration', `${folder} cannot be made: ${(cause as Error).message}`, {
      hint: 'Set XDG_STATE_HOME (or HOME) to a folder that you may write to',
      cause,
    });
  }
}

/** Takes the announcement back, unless another process has announced itself there since. */
export function withdraw(env: Environment, gateway: Pick<RunningGateway, 'dataDir' | 'pid'>): void {
  const file = announcementFile(env, gateway.dataDir);
  if (readAnnouncement(file)?.pid === gateway.pid) rmSync(file, { force: true });
}

/** The live gateways of this user, newest first; announcements of dead processes are left out. */
export function listRunning(env: Environment): RunningGateway[] {
  let names: string[];
  try {
    names = readdirSync(announcementsDir(env));
  } catch {
    // Nothing was ever announced.
    return [];
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readAnnouncement(join(announcementsDir(env), name)) ?? [])
    .filter((gateway) => isAlive(gateway.pid))
    .sort((a, b) => b.startedAt - a.startedAt);
}

function readAnnouncement(file: string): RunningGateway | undefined {
  try {
    return parseAnnouncement(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Gone between listing and reading, or cut off by a crash: no announcement.
    return undefined;
  }
}

function parseAnnouncement(value: unknown): RunningGateway | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, publicUrl, pid, dataDir, token, startedAt, version } = value as Readonly<Record<string, unknown>>;
  if (typeof url !== 'string' || typeof pid !== 'number' || typeof dataDir !== 'string') return undefined;
  if (typeof token !== 'string' || typeof startedAt !== 'number' || typeof version !== 'string') return undefined;
  return { url, ...(typeof publicUrl === 'string' ? { publicUrl } : {}), pid, dataDir, token, startedAt, version };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
