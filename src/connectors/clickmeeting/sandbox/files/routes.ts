import type { LibraryFile } from '../entities.ts';
import { integerOf } from '../http/fields.ts';
import { invalid, notFound } from '../http/refusal.ts';
import { type Call, created, download, ok, type Route, type UploadedFile } from '../http/route.ts';
import { roomOf } from '../rooms/find.ts';
import { addFile, fileView } from './library.ts';
import { knownEndings, typeOfName } from './types.ts';

function fileOf(call: Call): LibraryFile {
  const text = call.params['file'] ?? '';
  const id = integerOf(text);
  const file = id === undefined ? undefined : call.db.files.get(id);
  if (file !== undefined && file.accountId === call.account.userId) return file;
  throw notFound('file_id', `No file with the id ${text.slice(0, 100)}`);
}

function uploadedOf(call: Call): UploadedFile {
  const uploaded = call.files.get('uploaded');
  if (uploaded !== undefined && uploaded.name !== '') return uploaded;
  const isText = call.fields['uploaded'] !== undefined;
  throw invalid(
    'uploaded',
    isText ? 'uploaded must be a file part, not text' : 'uploaded is required: a file part of a multipart body',
  );
}

function upload(call: Call, roomIds: readonly number[]) {
  const uploaded = uploadedOf(call);
  // Some browsers send the whole path of the file.
  const base = uploaded.name.replace(/^.*[\\/]/, '').replace(/\p{Cc}/gu, '');
  // By characters: half of one could not be written into a header.
  const name = [...base].slice(-255).join('');
  const type = typeOfName(name);
  if (type === undefined) {
    throw invalid(
      'uploaded',
      `uploaded has a type that cannot be converted: ${name.slice(0, 100)}; possible are ${knownEndings.join(', ')}`,
    );
  }
  if (uploaded.bytes.byteLength === 0) throw invalid('uploaded', `uploaded is empty: ${name}`);
  const file = call.world.store.transaction(() =>
    addFile(call.world, call.db, { accountId: call.account.userId, name, type, bytes: uploaded.bytes, roomIds }),
  );
  return created(fileView(call.world, file));
}

function content(call: Call) {
  const file = fileOf(call);
  const bytes = call.world.store.getBlob(file.blobKey);
  if (bytes === undefined) throw notFound('file_id', `The content of file ${file.id} is gone`);
  return download(bytes, file.contentType, file.name);
}

export const fileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/file-library',
    handle: ({ world, db, account }) =>
      ok(db.files.find({ where: { accountId: account.userId } }).map((file) => fileView(world, file))),
  },
  { method: 'POST', path: '/file-library', handle: (call) => upload(call, []) },
  {
    method: 'GET',
    path: '/file-library/conferences/:room',
    handle: (call) => {
      const room = roomOf(call);
      const files = call.db.files
        .find({ where: { accountId: room.accountId } })
        .filter((file) => file.roomIds.includes(room.id));
      return ok(files.map((file) => fileView(call.world, file)));
    },
  },
  { method: 'POST', path: '/file-library/conferences/:room', handle: (call) => upload(call, [roomOf(call).id]) },
  { method: 'GET', path: '/file-library/:file', handle: (call) => ok(fileView(call.world, fileOf(call))) },
  {
    method: 'DELETE',
    path: '/file-library/:file',
    handle: (call) => {
      call.db.files.delete(fileOf(call).id);
      call.world.store.dropUnnamedBlobs();
      return ok({ response: 'OK' });
    },
  },
  { method: 'GET', path: '/file-library/:file/download', handle: content },
];
