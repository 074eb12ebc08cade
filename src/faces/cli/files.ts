import { basename, resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import type { FileRef } from '../../kernel/http.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';
import { mediaTypeOf } from '../../kernel/media-types.ts';
import type { Client } from '../client/client.ts';
import { chunksOf } from '../client/exchange.ts';
import { fileMark, recordOf, resolveRef } from './flags.ts';
import { isRecord } from './term/record.ts';

/** True when an input may name files of this machine, so that its schema is worth fetching. */
export function mayNameFiles(value: unknown): boolean {
  if (pathOf(value) !== undefined) return true;
  if (Array.isArray(value)) return value.some(mayNameFiles);
  return isRecord(value) && Object.values(value).some(mayNameFiles);
}

/** The path that a value names: `@./deck.pdf` or `{"path": "./deck.pdf"}`. */
function pathOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.startsWith('@') && value.length > 1 ? value.slice(1) : undefined;
  if (!isRecord(value) || typeof value['path'] !== 'string' || Object.keys(value).length !== 1) return undefined;
  return value['path'];
}

/**
 * The same input with every named file of a marked field uploaded and replaced by its handle.
 * Other fields stay as they are, whatever they look like.
 */
export async function uploadFiles(
  value: unknown,
  schema: JsonSchema,
  tools: { client: Client; cwd: string; root?: JsonSchema },
): Promise<unknown> {
  const root = tools.root ?? schema;
  const own = resolveRef(schema, root);
  if (own[fileMark] === true) {
    const path = pathOf(value);
    return path === undefined ? value : { file: (await uploadPath(path, tools)).file };
  }
  const branches = [own['anyOf'], own['oneOf'], own['allOf']].flatMap((list) =>
    Array.isArray(list) ? list.map(recordOf) : [],
  );
  if (branches.length > 0) {
    let result = value;
    for (const branch of branches) result = await uploadFiles(result, branch, { ...tools, root });
    return result;
  }
  if (Array.isArray(value))
    return Promise.all(value.map((item) => uploadFiles(item, recordOf(own['items']), { ...tools, root })));
  if (!isRecord(value)) return value;
  const properties = recordOf(own['properties']);
  const entries = Object.entries(value).map(async ([name, member]) => {
    const inner = recordOf(properties[name]);
    return [name, await uploadFiles(member, inner, { ...tools, root })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function uploadPath(path: string, { client, cwd }: { client: Client; cwd: string }): Promise<FileRef> {
  const full = resolve(cwd, path);
  const { createReadStream, promises } = await import('node:fs');
  const facts = await promises.stat(full).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new PorinError('bad_request', `Cannot read ${path}: ${why}`, {
      hint: 'Paths are taken from the current directory',
      cause,
    });
  });
  if (!facts.isFile()) throw new PorinError('bad_request', `${path} is not a file`, { hint: 'Name one file' });
  return client.upload({
    name: basename(full),
    contentType: mediaTypeOf(full),
    content: createReadStream(full),
    sizeBytes: facts.size,
  });
}

/** The file handles in an answer, however deep, in its order; one that stands there twice is given once. */
export function findFileRefs(value: unknown): readonly FileRef[] {
  const found = new Map<string, FileRef>();
  const look = (part: unknown): void => {
    if (Array.isArray(part)) for (const item of part) look(item);
    if (!isRecord(part)) return;
    if (typeof part['file'] === 'string' && typeof part['sha256'] === 'string') {
      found.set(part['file'], part as unknown as FileRef);
    } else for (const member of Object.values(part)) look(member);
  };
  look(value);
  return [...found.values()];
}

/** Saves a file handle's content at a path, whole or not at all. Errors: `unavailable` when size or digest differ from the handle's. */
export async function saveFile(client: Client, file: FileRef, path: string): Promise<void> {
  const answer = await client.download(file.file);
  const { createHash } = await import('node:crypto');
  const digest = createHash('sha256');
  let sizeBytes = 0;
  await writeWhole(path, async (write) => {
    for await (const chunk of chunksOf(answer)) {
      digest.update(chunk);
      sizeBytes += chunk.length;
      await write(chunk);
    }
    const sha256 = digest.digest('hex');
    if (sizeBytes === file.sizeBytes && sha256 === file.sha256) return;
    throw new PorinError(
      'unavailable',
      `${file.name} did not arrive whole: ${sizeBytes} of ${file.sizeBytes} bytes, digest ${sha256 === file.sha256 ? 'right' : 'wrong'}`,
      {
        hint: 'Fetch it again',
      },
    );
  });
}

/** Writes a file beside its place and moves it there when complete, so that a failure leaves what was there. */
export async function writeWhole(
  path: string,
  fill: (write: (chunk: Uint8Array) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const { open, rename, rm } = await import('node:fs/promises');
  const draft = `${path}.${process.pid}.part`;
  const refuse = (cause: Error): never => {
    throw new PorinError('bad_request', `Cannot write ${path}: ${cause.message}`, {
      hint: 'Choose another place with --output',
      cause,
    });
  };
  const handle = await open(draft, 'w').catch(refuse);
  try {
    await fill((chunk) => handle.writeFile(chunk));
    await handle.close();
    await rename(draft, path).catch(refuse);
  } catch (error) {
    await handle.close();
    await rm(draft, { force: true });
    throw error;
  }
}
