import { existsSync, renameSync } from 'node:fs';
import type { Logger } from '../kernel/ports/telemetry.ts';
import type { SqliteFile } from '../platform/storage/sqlite-file.ts';
import type { SandboxDefinition } from './definition.ts';
import { type Store, storeOn } from './store.ts';
import { letGoOf, openStoreFile, unreadable } from './store-file.ts';

/**
 * Opens a sandbox's data as this program writes it. Data of another version is migrated; when that is not possible, its
 * file is set aside as `<file>.old-<date>`, and the store is empty.
 * Errors: `configuration` when the file is in use by another sandbox, is damaged, of another program, or cannot be written.
 */
export function openData(file: string, definition: SandboxDefinition, logger: Logger | undefined): Store {
  const database = openStoreFile(file);
  try {
    return atVersion(database, { file, definition, logger });
  } catch (cause) {
    letGoOf(database);
    throw unreadable(file, cause);
  }
}

interface Opening {
  readonly file: string;
  readonly definition: SandboxDefinition;
  readonly logger: Logger | undefined;
}

function atVersion(database: SqliteFile, { file, definition, logger }: Opening): Store {
  const { dataVersion, migrate } = definition;
  const found = Number(database.prepare('pragma user_version').get()?.['user_version']);
  const isFresh = Number(database.prepare('select count(*) as n from collections').get()?.['n']) === 0;
  const store = storeOn(database);
  const stamp = (): void => database.exec(`pragma user_version = ${dataVersion}`);
  if (isFresh) stamp();
  if (isFresh || found === dataVersion) return store;
  try {
    if (found > dataVersion) throw new Error('It was written by a newer program');
    if (migrate === undefined) throw new Error('This program knows no way to migrate it');
    store.transaction(() => {
      migrate(store, found);
      // Their documents are of the older version, too.
      for (const { name } of store.snapshots()) store.deleteSnapshot(name);
      stamp();
    });
    store.flush();
    logger?.warn({ file, from: found, to: dataVersion }, 'sandbox data was migrated, and its snapshots dropped');
    return store;
  } catch (error) {
    store.close();
    const aside = freeName(`${file}.old-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`);
    renameSync(file, aside);
    logger?.warn({ err: error, file, aside, from: found, to: dataVersion }, 'sandbox data was set aside');
    const fresh = openStoreFile(file);
    fresh.exec(`pragma user_version = ${dataVersion}`);
    return storeOn(fresh);
  }
}

function freeName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
  return free;
}
