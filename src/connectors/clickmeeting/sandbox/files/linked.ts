import { Hono } from 'hono';
import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import type { LibraryFile } from '../entities.ts';
import { attachment } from '../http/disposition.ts';
import { integerOf } from '../http/fields.ts';
import { isConverted } from './library.ts';
import { refusal, refusedLink } from './links.ts';
import { encodePng, shrinkPng } from './png.ts';
import { previewPage } from './preview.ts';
import { type ServedFile, serveBytes } from './serve-bytes.ts';

const thumbnailSize = { width: 240, height: 180 };

/** A small picture of a file: of a PNG a scaled copy, of other images the image, of anything else a page that stands for it. */
async function thumbnailOf(file: LibraryFile, bytes: Uint8Array): Promise<Pick<ServedFile, 'bytes' | 'contentType'>> {
  const small = file.contentType === 'image/png' ? await shrinkPng(bytes, thumbnailSize) : undefined;
  if (small !== undefined) return { bytes: encodePng(small), contentType: 'image/png' };
  if (file.documentType === 'image') return { bytes, contentType: file.contentType };
  return { bytes: Buffer.from(previewPage(file, bytes)), contentType: 'image/svg+xml' };
}

/** Serves files and their thumbnails by signed link: 403 for a wrong signature, 410 after its time, 404 for a deleted file. */
export function linkedFiles(world: World, db: Collections): Hono {
  const app = new Hono();
  const find = (text: string): readonly [LibraryFile, Uint8Array] | undefined => {
    const file = db.files.get(integerOf(text) ?? 0);
    const bytes = file === undefined ? undefined : world.store.getBlob(file.blobKey);
    return file === undefined || bytes === undefined ? undefined : [file, bytes];
  };
  app.get('/files/:id', (context) => {
    const refused = refusedLink(world, new URL(context.req.url));
    if (refused !== undefined) return refused;
    const [file, bytes] = find(context.req.param('id')) ?? [];
    if (file === undefined || bytes === undefined) return refusal(404, 'This file was deleted');
    const { contentType, name, blobKey } = file;
    return serveBytes(context.req.raw, { bytes, contentType, disposition: attachment(name), version: blobKey });
  });
  app.get('/files/:id/thumbnail', async (context) => {
    const refused = refusedLink(world, new URL(context.req.url));
    if (refused !== undefined) return refused;
    const [file, bytes] = find(context.req.param('id')) ?? [];
    if (file === undefined || bytes === undefined || !isConverted(world, file)) {
      return refusal(404, 'This file has no thumbnail');
    }
    const thumbnail = await thumbnailOf(file, bytes);
    return serveBytes(context.req.raw, { ...thumbnail, disposition: 'inline', version: `${file.blobKey}-small` });
  });
  return app;
}
