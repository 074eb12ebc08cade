import type { LibraryFile } from '../entities.ts';
import { integerOf, textOf } from '../http/fields.ts';
import { invalid, notFound } from '../http/refusal.ts';
import { type Call, created, download, ok, type Route, type UploadedFile } from '../http/route.ts';
import { roomOf } from '../rooms/find.ts';
import { addFile, fileView, roomFileView } from './library.ts';
import { knownEndings, typeOf } from './types.ts';

function fileOf(call: Call): LibraryFile {
  const text = call.params['file'] ?? '';
  const id = integerOf(text);
  const file = id === undefined ? undefined : call.db.files.get(id);
  if (file !== undefined && file.accountId === call.account.userId) return file;
  throw notFound('file_id', `No file with the id ${text.slice(0, 100)}`);
}

/** The file part; like PHP, of several parts with its name the last. */
function uploadedOf(call: Call): UploadedFile {
  const uploaded = call.files.get('uploaded');
  if (uploaded !== undefined && uploaded.name !== '') return uploaded;
  const text = textOf(call.fields['uploaded']);
  if (text !== undefined) {
    const path = text.startsWith('@') ? '; a path after @ is sent as it is since PHP 5.6, use CURLFile' : '';
    throw invalid('uploaded', `uploaded must be a file part, not the text ${JSON.stringify(text.slice(0, 60))}${path}`);
  }
  const others = [...call.files.keys()].slice(0, 5).map((name) => JSON.stringify(name.slice(0, 60)));
  const found = others.length === 0 ? '' : `; there is ${others.join(', ')}`;
  throw invalid('uploaded', `uploaded is required: a file part of a multipart body${found}`);
}

/** The last part of a name, as some browsers send the whole path; by characters, as half of one fits into no header. */
function baseName(name: string): string {
  const base = name.replace(/^.*[\\/]/s, '').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '');
  return [...base].slice(-255).join('').trim();
}

function upload(call: Call, roomIds: readonly number[]) {
  const { bytes, name: sentName } = uploadedOf(call);
  const name = baseName(sentName);
  if (bytes.byteLength === 0) throw invalid('uploaded', `uploaded is empty: ${name.slice(0, 100)}`);
  const type = typeOf(name, bytes);
  if (type === undefined) {
    throw invalid(
      'uploaded',
      `uploaded has a type that cannot be converted: ${name.slice(0, 100)}; possible are ${knownEndings.join(', ')}`,
    );
  }
  const file = call.world.store.transaction(() =>
    addFile(call.world, call.db, { accountId: call.account.userId, name, type, bytes, roomIds }),
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
      return ok(files.map((file) => roomFileView(call.world, file)));
    },
  },
  { method: 'POST', path: '/file-library/conferences/:room', handle: (call) => upload(call, [roomOf(call).id]) },
  { method: 'GET', path: '/file-library/:file', handle: (call) => ok(fileView(call.world, fileOf(call))) },
  {
    method: 'DELETE',
    path: '/file-library/:file',
    handle: (call) => {
      const { id, blobKey } = fileOf(call);
      call.db.files.delete(id);
      call.world.store.dropBlob(blobKey);
      return ok({ response: 'OK' });
    },
  },
  { method: 'GET', path: '/file-library/:file/download', handle: content },
];
