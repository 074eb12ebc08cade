import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { type MasterKey, newMasterKey, parseMasterKey } from './master-key.ts';

/** What the key file holds: the keys by id, and which one wraps. */
export interface KeyFileContent {
  readonly activeId: string;
  readonly keys: ReadonlyMap<string, MasterKey>;
}

const storedSchema = z.object({ active: z.string(), keys: z.record(z.string(), z.string()) });

/** True when there is a key file. Errors: `configuration` when that cannot be told. */
export function keyFileExists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/**
 * Makes the key file with one new key, mode 0600, unless there is one: of two processes that start at once one wins, and both use its key.
 * Durable when it returns. Errors: `configuration` when the directory cannot be written.
 */
export function createKeyFile(path: string): void {
  const key = newMasterKey();
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = writeTemporary(path, { activeId: key.id, keys: new Map([[key.id, key]]) });
    try {
      // A link fails where a rename would replace the key of the process that came first.
      linkSync(temporary, path);
    } catch (error) {
      if (!isExisting(error)) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
    syncDirectory(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Puts new content in place of the old, whole or not at all; durable when it returns. */
export function replaceKeyFile(path: string, content: KeyFileContent): void {
  try {
    renameSync(writeTemporary(path, content), path);
    syncDirectory(path);
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Changes whenever the file is replaced. */
export function keyFileVersion(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino}.${mtimeMs}.${size}`;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

/** Errors: `configuration` when others may read the file, when it is damaged, or when a key in it is weak. */
export function readKeyFile(path: string): KeyFileContent {
  const mode = permissions(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new PorinError(
      'configuration',
      `The key file ${path} is open to other users (mode ${mode.toString(8).padStart(4, '0')})`,
      {
        hint: `Close it with: chmod 600 ${path} — and run 'porin vault rotate', because the key may be known`,
      },
    );
  }
  const { active, keys } = parse(path);
  const parsed = new Map(Object.entries(keys).map(([id, text]) => [id, checked(id, text, path)]));
  if (!parsed.has(active)) throw damaged(path, `it has no key ${active}`);
  return { activeId: active, keys: parsed };
}

function permissions(path: string): number {
  try {
    return statSync(path).mode & 0o777;
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function parse(path: string): z.infer<typeof storedSchema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw unusable(path, cause);
  }
  try {
    return storedSchema.parse(JSON.parse(text));
  } catch {
    // The parser's own message may quote the key.
    throw damaged(path, 'it is not the JSON of a key file');
  }
}

function checked(id: string, text: string, path: string): MasterKey {
  const key = parseMasterKey(text, `Key ${id} in ${path}`);
  if (key.id !== id) throw damaged(path, `key ${id} is not the key of that id`);
  return key;
}

function writeTemporary(path: string, { activeId, keys }: KeyFileContent): string {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const stored = { active: activeId, keys: Object.fromEntries([...keys].map(([id, key]) => [id, key.base64])) };
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeFileSync(descriptor, `${JSON.stringify(stored, null, 2)}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

// The new name is durable only with its directory.
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(dirname(path), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function unusable(path: string, cause: unknown): PorinError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PorinError('configuration', `Cannot use the key file ${path}: ${reason}`, {
    hint: 'Give this user, and only this user, access to the file and its directory',
    cause,
  });
}

function damaged(path: string, reason: string): PorinError {
  return new PorinError('configuration', `The key file ${path} is damaged: ${reason}`, {
    hint: 'Restore it from a backup; without the right key the stored credentials cannot be opened',
  });
}
