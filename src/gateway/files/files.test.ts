import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRow, Storage } from '../../kernel/ports/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createFiles } from './files.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

const dayMs = 86_400_000;

function directoryWith(ages: Readonly<Record<string, number>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'porin-files-'));
  undo.push(() => rmSync(directory, { recursive: true }));
  for (const [name, ageMs] of Object.entries(ages)) {
    writeFileSync(join(directory, name), 'x');
    const at = (Date.now() - ageMs) / 1_000;
    utimesSync(join(directory, name), at, at);
  }
  return directory;
}

function filesIn(directory: string, insert: Storage['files']['insert'] = async () => undefined) {
  const rows = new Map<string, FileRow>();
  const storage: Storage['files'] = {
    async insert(row) {
      await insert(row);
      rows.set(row.id, row);
    },
    get: async (_, id) => rows.get(id),
    deleteExpired: async () => [],
  };
  const logger = createLogger({ level: 'silent' });
  const files = createFiles({ directory, maxBytes: 100, storage, logger, now: Date.now });
  undo.push(files.stop);
  return files;
}

const note = { name: 'a.txt', contentType: 'text/plain', content: Buffer.from('hello') };

test('a file whose row cannot be stored leaves nothing behind', async () => {
  const directory = directoryWith({});
  const files = filesIn(directory, () => Promise.reject(new PorinError('unavailable', 'The disk is full')));
  await expect(files.save('ten_1', note)).rejects.toMatchObject({ code: 'unavailable' });
  expect(readdirSync(directory)).toEqual([]);
});

test('a file is kept for a day, or for less when that is asked for', async () => {
  const expiries: number[] = [];
  const files = filesIn(directoryWith({}), async ({ createdAt, expiresAt }) => {
    expiries.push(expiresAt - createdAt);
  });
  for (const keptMs of [undefined, 900_000, 10 * dayMs])
    await files.save('ten_1', { ...note, ...(keptMs === undefined ? {} : { keptMs }) });
  expect(expiries).toEqual([dayMs, 900_000, dayMs]);
});

test('the start removes drafts and outlived files, and nothing else', async () => {
  const directory = directoryWith({
    'file_draft.part': 60_000,
    'work_0a.part': 60_000,
    'work_0a.json': 60_000,
    'work_0b.part': dayMs + 60_000,
    'work_0b.json': dayMs + 60_000,
    file_outlived: dayMs + 60_000,
    file_recent: dayMs - 60_000,
    'notes.txt': 2 * dayMs,
  });
  const files = filesIn(directory);
  const { file } = await files.save('ten_1', note);
  await expect
    .poll(() => readdirSync(directory).sort())
    .toEqual(['file_recent', 'notes.txt', 'work_0a.json', 'work_0a.part', file].sort());
});

test('a directory that is not there yet is no fault', async () => {
  const directory = join(directoryWith({}), 'later');
  const files = filesIn(directory);
  const saved = await files.save('ten_1', note);
  expect(await files.get('ten_1', saved.file)).toEqual(saved);
});
