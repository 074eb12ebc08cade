import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import { utcText } from '../dates.ts';
import type { FileStatus, LibraryFile } from '../entities.ts';
import { signedLink } from './links.ts';
import { type FileType, looksLike } from './types.ts';

const waitMs = 1000;
const conversionMs = 3000;
const conversionMsPerMegabyte = 200;

export interface NewFile {
  readonly accountId: number;
  readonly name: string;
  readonly type: FileType;
  readonly bytes: Uint8Array;
  readonly roomIds: readonly number[];
}

/** Keeps a file and starts its conversion, which the clock finishes. */
export function addFile(world: World, db: Collections, file: NewFile): LibraryFile {
  const { type, bytes } = file;
  const uploadedAt = world.clock.now();
  const work = conversionMs + Math.round((bytes.byteLength / 1_048_576) * conversionMsPerMegabyte);
  const convertFrom = type.needsConversion ? uploadedAt + waitMs : uploadedAt;
  return db.files.insert({
    id: world.store.nextId('files', 40_001),
    accountId: file.accountId,
    name: file.name,
    contentType: type.contentType,
    documentType: type.documentType,
    sizeBytes: bytes.byteLength,
    blobKey: world.store.putBlob(bytes),
    uploadedAt,
    convertFrom,
    convertUntil: type.needsConversion ? convertFrom + work : uploadedAt,
    conversionError: looksLike(type, bytes) ? null : `The content is not a valid ${type.contentType} file`,
    roomIds: file.roomIds,
  });
}

function conversion(file: LibraryFile, now: number): { status: FileStatus; progress: number; message: string } {
  if (now < file.convertFrom) {
    return { status: 'waiting_for_conversion', progress: 0, message: 'waiting for multiconverter to download file.' };
  }
  if (now < file.convertUntil) {
    const progress = Math.floor((100 * (now - file.convertFrom)) / (file.convertUntil - file.convertFrom));
    return { status: 'converting', progress, message: 'multiconverter is converting file.' };
  }
  if (file.conversionError !== null) return { status: 'error', progress: 0, message: file.conversionError };
  // What needs no conversion stays at 0 in recorded replies.
  return { status: 'converted', progress: file.convertUntil > file.uploadedAt ? 100 : 0, message: '' };
}

/** A file as every reply shows it; its state follows the clock. `thumbnail_url` is null until the file can be shown. */
export function fileView(world: World, file: LibraryFile) {
  const { status, progress, message } = conversion(file, world.clock.now());
  return {
    id: file.id,
    name: file.name,
    document_type: file.documentType,
    conversion_progress: progress,
    status,
    status_message: message,
    upload_date: utcText(file.uploadedAt),
    url: `${world.origin}/v1/file-library/${file.id}/download`,
    thumbnail_url: status === 'converted' ? signedLink(world, `/files/${file.id}/thumbnail`) : null,
  };
}

/** A file as a room's list shows it: its address works without a key, for some hours. */
export function roomFileView(world: World, file: LibraryFile) {
  return { ...fileView(world, file), url: signedLink(world, `/files/${file.id}`) };
}

/** Whether a file has been converted, so that it can be shown. */
export function isConverted(world: World, file: LibraryFile): boolean {
  return conversion(file, world.clock.now()).status === 'converted';
}
