import type { FileRef } from '../../../kernel/http.ts';
import { isRecord } from '../tools/schemas.ts';
import type { ResourceLink } from '../tools/tool.ts';

const maxLinks = 20;
/** An answer of a million members has no files in them. */
const maxVisits = 20_000;

/** Where a file of the gateway is read as a resource. */
export function fileUri(file: string): string {
  return `porin://files/${file}`;
}

export function linkTo({ file, name, contentType, sizeBytes }: FileRef, description: string): ResourceLink {
  return { uri: fileUri(file), name, mimeType: contentType, size: sizeBytes, description };
}

/** The files that an answer names: their bytes are fetched apart. */
export function filesIn(answer: unknown): FileRef[] {
  const found = new Map<string, FileRef>();
  const waiting: unknown[] = [answer];
  for (let visits = 0; visits < Math.min(waiting.length, maxVisits) && found.size < maxLinks; visits++) {
    const value = waiting[visits];
    if (isFile(value)) found.set(value.file, value);
    else if (isRecord(value)) waiting.push(...Object.values(value).slice(0, maxVisits));
    else if (Array.isArray(value)) waiting.push(...value.slice(0, maxVisits));
  }
  return [...found.values()];
}

function isFile(value: unknown): value is FileRef {
  if (!isRecord(value)) return false;
  const { file, name, contentType, sizeBytes } = value;
  const isHandle = typeof file === 'string' && /^file_[\w-]{1,64}$/.test(file);
  return isHandle && typeof name === 'string' && typeof contentType === 'string' && typeof sizeBytes === 'number';
}
