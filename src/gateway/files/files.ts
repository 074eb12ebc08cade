import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRef } from '../../kernel/http.ts';
import { newId } from '../../kernel/ids.ts';
import type { FilesPort, NewFile } from '../../kernel/ports/gateway.ts';
import type { FileRow, Storage } from '../../kernel/ports/storage.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { SavedSteps, StepFile } from '../../kernel/step-file.ts';
import { diskIsFull, tooLarge, writeSteps } from './step-drafts.ts';

const keptMs = 24 * 3_600_000;
const sweepEveryMs = 600_000;

export interface FilesOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly storage: Storage['files'];
  readonly logger: Logger;
  readonly now: () => number;
}

/** Keeps file contents in a directory, one file each, and their rows in the database. */
export function createFiles(options: FilesOptions): FilesPort & { stop(): void } {
  const { directory, maxBytes, storage, logger, now } = options;
  const pathOf = (id: string) => join(directory, id);

  async function save(tenantId: string, file: NewFile): Promise<FileRef> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const id = newId('file');
    const draft = `${pathOf(id)}.part`;
    try {
      const measures = await write(draft, file, maxBytes);
      await rename(draft, pathOf(id));
      const kept = Math.min(keptMs, file.keptMs ?? keptMs);
      const row = rowOf({ id, tenantId, ...file, ...measures }, now(), kept);
      await storage.insert(row);
      return refOf(row);
    } catch (error) {
      // Renamed already when it was the row that could not be stored.
      await Promise.all([rm(draft, { force: true }), rm(pathOf(id), { force: true })]);
      throw error;
    }
  }

  async function get(tenantId: string, id: string): Promise<FileRef> {
    const row = await storage.get(tenantId, id, now());
    if (row && (await isThere(pathOf(id)))) return refOf(row);
    throw new PorinError('not_found', `No file ${id}`, {
      hint: 'Files are kept for a day, whole answers for 15 minutes; upload it again, or repeat the call that gave it',
    });
  }

  async function sweep(draftsBefore: number) {
    for (const id of await storage.deleteExpired(now())) await rm(pathOf(id), { force: true });
    await removeLeftOvers(directory, { filesBefore: now() - keptMs, draftsBefore });
  }

  const sweepDrafts = (before: number) => {
    sweep(before).catch((error: unknown) =>
      logger.warn({ error: String(error) }, 'expired files could not be removed'),
    );
  };
  // Whatever is half written at the start, a dead process left.
  sweepDrafts(now());
  const timer = setInterval(() => sweepDrafts(now() - keptMs), sweepEveryMs).unref();

  const saveSteps: FilesPort['saveSteps'] = (work, file) => keepSteps(options, work, file);
  return { save, saveSteps, get, read: (ref) => createReadStream(pathOf(ref.file)), stop: () => clearInterval(timer) };
}

async function keepSteps(
  { directory, maxBytes, storage, now }: FilesOptions,
  { tenantId, key }: { readonly tenantId: string; readonly key: string },
  file: StepFile,
): Promise<SavedSteps> {
  const { name, contentType } = file;
  const whole = JSON.stringify([tenantId, key, file.work]);
  const { path, sizeBytes, sha256, state, isFull, forget } = await writeSteps({ directory, maxBytes }, whole, file);
  const row = rowOf({ id: newId('file'), tenantId, name, contentType, sizeBytes, sha256 }, now(), keptMs);
  // The row comes first: should it fail, the draft is still there to go on with.
  await storage.insert(row);
  await rename(path, join(directory, row.id));
  await forget();
  return { file: refOf(row), state, isFull };
}

type Kept = Omit<FileRow, 'createdAt' | 'expiresAt'>;

function rowOf({ id, tenantId, name, contentType, sizeBytes, sha256 }: Kept, createdAt: number, kept: number): FileRow {
  const expiresAt = createdAt + kept;
  return { id, tenantId, name: safeName(name), contentType, sizeBytes, sha256, createdAt, expiresAt };
}

/**
 * Removes what no row leads to: a file lives no longer than its row, and a draft has none. Work in steps may go on after a start, so its drafts
 * live as long as files. Times: epoch ms of the last change.
 */
async function removeLeftOvers(
  directory: string,
  { filesBefore, draftsBefore }: { filesBefore: number; draftsBefore: number },
): Promise<void> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // Made with the first file.
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const written = /^(?:file_[\w-]+(\.part)?|work_\w[\w-]*\.(?:part|json)(?:\.\w+)?)$/.exec(name);
    if (!written) continue;
    const path = join(directory, name);
    const facts = await stat(path).catch(() => undefined); // Gone meanwhile.
    if (facts && facts.mtimeMs < (written[1] ? draftsBefore : filesBefore)) await rm(path, { force: true });
  }
}

async function write(path: string, file: NewFile, maxBytes: number): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(content: AsyncIterable<Uint8Array>) {
    for await (const chunk of content) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw tooLarge(file.name, maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  const source = file.content instanceof Uint8Array ? Readable.from([file.content]) : file.content;
  try {
    await pipeline(measured(source as AsyncIterable<Uint8Array>), createWriteStream(path, { mode: 0o600 }));
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? diskIsFull(file.name, cause) : cause;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Removed by hand, or the directory was moved without its files.
    return false;
  }
}

function refOf({ id, name, contentType, sizeBytes, sha256 }: FileRow): FileRef {
  return { file: id, name, contentType, sizeBytes, sha256 };
}

/** A name that cannot climb out of a directory or hide characters. */
function safeName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return plain === '' || plain === '.' || plain === '..' ? 'file' : plain.slice(0, 255);
}
