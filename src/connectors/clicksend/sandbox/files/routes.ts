import type { World } from '../../../../sandbox/definition.ts';
import { filesOf } from '../collections.ts';
import { textOf } from '../http/fields.ts';
import { badRequest } from '../http/refusal.ts';
import { post, type Route } from '../http/route.ts';
import { seconds } from '../time.ts';
import { keepFile } from './exports.ts';

const conversions: Readonly<Record<string, readonly [extension: string, contentType: string]>> = {
  fax: ['.pdf', 'application/pdf'],
  post: ['.pdf', 'application/pdf'],
  mms: ['.jpg', 'image/jpeg'],
  csv: ['.csv', 'text/csv'],
};

/** Uploads are kept for a week. They are not converted: only their name and type say that they were. */
export const uploadRoutes: readonly Route[] = [
  post('/uploads', (call) => {
    const convert = (call.query.get('convert') ?? textOf(call.fields['convert']) ?? '').toLowerCase();
    const conversion = Object.hasOwn(conversions, convert) ? conversions[convert] : undefined;
    if (conversion === undefined) throw badRequest('The selected convert is invalid.');
    const bytes = call.file?.bytes ?? decoded(textOf(call.fields['content']));
    const [extension, contentType] = conversion;
    const file = keepFile(call, { extension, contentType, bytes });
    return {
      message: 'Your file has been uploaded.',
      data: {
        upload_id: file.upload_id,
        user_id: file.user_id,
        date_added: file.date_added,
        date_delete: file.date_delete,
        file_name: file.id,
        _url: `${call.world.origin}/files/${file.id}`,
      },
    };
  }),
];

/** Errors: 400 when there is no content, or it is not base64. */
function decoded(content: string | undefined): Uint8Array {
  if (content === undefined || content === '') throw badRequest('Some required fields are missing: content.');
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(content)) throw badRequest('The content is not valid base64.');
  return new Uint8Array(Buffer.from(content, 'base64'));
}

/** A kept file by its name, while it is kept. */
export function openFile(
  world: World,
  name: string,
): { readonly bytes: Uint8Array; readonly contentType: string } | undefined {
  const file = filesOf(world.store).get(name);
  if (file === undefined || file.date_delete <= seconds(world)) return undefined;
  const bytes = world.store.getBlob(file.blob);
  return bytes === undefined ? undefined : { bytes, contentType: file.contentType };
}
