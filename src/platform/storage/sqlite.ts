import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Change, changeKinds } from '../../kernel/ports/storage.ts';
import type { Engine, Unstored } from './engine.ts';
import { apiLogWrites } from './sqlite-api-logs.ts';
import { sqliteKysely } from './sqlite-dialect.ts';
import { cannotOpen, explainSqliteError, sqliteCode } from './sqlite-errors.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import { runWrites } from './sqlite-runs.ts';
import { FlushFailed, WriteAheadLog } from './write-ahead-log.ts';

const otherProcessPollMs = 500;

/**
 * Opens the embedded database, creating file and directory when they are not there.
 * Errors: `configuration` when it cannot be opened or is no database, `conflict` when another process holds it.
 */
export function openSqliteEngine(path: string): Engine {
  const file = openFile(path);
  const explain = (error: unknown) => explainSqliteError(error, path);
  const db = sqliteKysely(file, explain);
  const write = runWrites(file);
  const writeApiLogs = apiLogWrites(file);
  const log = path === ':memory:' ? undefined : new WriteAheadLog(`${path}-wal`);
  return {
    db,
    maxRunBatchesInFlight: 1,
    writeRuns: async (batch) => {
      let unstored: Unstored;
      try {
        unstored = write(batch);
      } catch (error) {
        throw explain(error);
      }
      await log?.flush();
      return unstored;
    },
    mayBeOneRow: (error) =>
      !(error instanceof Error && (sqliteCode(error.cause) === 'SQLITE_BUSY' || error.cause instanceof FlushFailed)),
    appendApiLogs: async (rows) => {
      // A transaction of somebody else takes several turns, and this is no part of it.
      do await nextTurn();
      while (file.inTransaction);
      try {
        writeApiLogs(rows);
      } catch (error) {
        throw explain(error);
      }
    },
    // A transaction that writes holds the lock of the whole file.
    lockMigrations: async () => undefined,
    tableExists: async (name) => {
      const { rows } = await sql`select 1 from sqlite_master where type = 'table' and name = ${name}`.execute(db);
      return rows.length > 0;
    },
    announce: async () => undefined,
    listen: (heard) => (path === ':memory:' ? () => undefined : listenToOtherProcesses(file, heard)),
    close: async () => {
      await db.destroy();
      log?.close();
    },
  };
}

function openFile(path: string): SqliteFile {
  if (path !== ':memory:') createPrivately(path);
  try {
    return openSqliteFile(path);
  } catch (error) {
    throw sqliteCode(error) === undefined
      ? cannotOpen(path, 'SQLite cannot open it', error)
      : explainSqliteError(error, path);
  }
}

// Node's error names the reason, the driver's does not; and the file must be private from its first byte.
function createPrivately(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw cannotOpen(path, error instanceof Error ? error.message : String(error), error);
  }
}

// The version moves only when another connection has committed; the file does not say what, so everything is dropped.
function listenToOtherProcesses(file: SqliteFile, heard: (change: Change) => void): () => void {
  const version = file.prepare('pragma data_version');
  let seen = version.get()?.['data_version'];
  const read = () => {
    try {
      return version.get()?.['data_version'];
    } catch {
      // Locked at this moment: the next look sees the change.
      return seen;
    }
  };
  const timer = setInterval(() => {
    const current = read();
    if (current === seen) return;
    seen = current;
    for (const kind of changeKinds) heard({ kind, id: '*' });
  }, otherProcessPollMs);
  timer.unref();
  return () => clearInterval(timer);
}
