import type { World } from '../../../../sandbox/definition.ts';
import { filesOf } from '../collections.ts';
import type { Call } from '../http/route.ts';
import { newUuid } from '../ids.ts';
import { seconds } from '../time.ts';

const weekSeconds = 7 * 24 * 3600;

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV; columns are those of the first row. */
export function csvOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

interface NewFile {
  readonly extension: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Keeps a file for a week under a name that cannot be guessed. */
export function keepFile(
  { world, caller }: Pick<Call, 'world' | 'caller'>,
  { extension, contentType, bytes }: NewFile,
) {
  const now = seconds(world);
  return filesOf(world.store).insert({
    id: `${newUuid(world.random)}${extension}`,
    upload_id: world.store.nextId('uploads'),
    user_id: caller.account.id,
    contentType,
    date_added: now,
    date_delete: now + weekSeconds,
    blob: world.store.putBlob(bytes),
  });
}

/** Forgets the files whose time is over, and their bytes with them. */
export function dropOldFiles(world: World): void {
  const files = filesOf(world.store);
  for (const { id, blob } of files.find({ where: { date_delete: { lte: seconds(world) } } })) {
    files.delete(id);
    world.store.dropBlob(blob);
  }
}

/** Where a table can be downloaded. */
export function exportFile(call: Call, rows: readonly Readonly<Record<string, unknown>>[]) {
  const name = call.query.get('filename') || 'export.csv';
  const { id } = keepFile(call, { extension: '', contentType: 'text/csv', bytes: Buffer.from(csvOf(rows)) });
  return { url: `${call.world.origin}/files/${id}?filename=${encodeURIComponent(name)}` };
}
