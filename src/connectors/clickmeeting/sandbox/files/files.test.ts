import { expect, test } from 'vitest';
import { subAccount } from '../account.ts';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { demoPdf, demoPng } from '../seed/files.ts';

function form(name: string, bytes: Uint8Array | string, field = 'uploaded'): FormData {
  const data = new FormData();
  data.append(field, new File([typeof bytes === 'string' ? bytes : Buffer.from(bytes)], name));
  return data;
}

test('an image is usable at once and comes back byte by byte', async () => {
  const { sandbox, send } = await bootApi();
  const { status, json } = await send('POST', '/file-library', { body: form('photo.png', demoPng()) });
  expect(status).toBe(201);
  expect(json).toEqual({
    id: 40003,
    name: 'photo.png',
    document_type: 'image',
    conversion_progress: 0,
    status: 'converted',
    status_message: '',
    upload_date: '2026-11-20 11:00:30',
    url: 'http://127.0.0.1:4711/v1/file-library/40003/download',
    thumbnail_url: expect.stringMatching(/\/files\/40003\/thumbnail\?st=[\w-]{22}&e=\d+$/),
  });
  const headers = { 'X-Api-Key': 'us6a1f0c2d9b8e7f5a4c3d2e1f0a9b8c7d6e5f4a3b' };
  const file = await sandbox.fetch(new Request(json.url, { headers }));
  expect(file.headers.get('content-type')).toBe('image/png');
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="photo.png"');
  expect(Buffer.from(await file.arrayBuffer()).equals(Buffer.from(demoPng()))).toBe(true);
});

test('a document waits, is converted as time passes, and is done', async () => {
  const { send, advance } = await bootApi();
  const { json } = await send('POST', '/file-library', { body: form('slides.pdf', demoPdf(['Hello'])) });
  expect(json).toMatchObject({
    document_type: 'presentation_pdf',
    status: 'waiting_for_conversion',
    status_message: 'waiting for multiconverter to download file.',
    conversion_progress: 0,
    thumbnail_url: null,
  });
  advance(2.5 / 60);
  expect((await send('GET', '/file-library/40003')).json).toMatchObject({
    status: 'converting',
    status_message: 'multiconverter is converting file.',
    conversion_progress: 50,
    thumbnail_url: null,
  });
  advance(1);
  expect((await send('GET', '/file-library/40003')).json).toMatchObject({
    status: 'converted',
    status_message: '',
    conversion_progress: 100,
    thumbnail_url: expect.stringContaining('/thumbnail?st='),
  });
});

test('content that is not what its name says fails to convert', async () => {
  const { send, advance } = await bootApi();
  await send('POST', '/file-library', { body: form('slides.pdf', 'no pdf') });
  advance(1);
  const { json } = await send('GET', '/file-library/40003');
  expect([json.status, json.status_message]).toEqual(['error', 'The content is not a valid application/pdf file']);
});

test('a file of a room is in both lists, others only in the library', async () => {
  const { send } = await bootApi();
  const ids = async (path: string) => (await send('GET', path)).json.map(({ id }: { id: number }) => id);
  expect(await ids('/file-library/conferences/10002')).toEqual([40002]);
  await send('POST', '/file-library/conferences/10001', { body: form('notes.txt', 'hello') });
  expect(await ids('/file-library/conferences/10001')).toEqual([40003]);
  expect(await ids('/file-library')).toEqual([40001, 40002, 40003]);
  expect((await send('GET', '/file-library/conferences/99')).status).toBe(404);
  expect((await send('POST', '/file-library/conferences/99', { body: form('a.txt', 'x') })).status).toBe(404);
});

test('a deleted file is gone', async () => {
  const { send } = await bootApi();
  expect((await send('DELETE', '/file-library/40001')).json).toEqual({ response: 'OK' });
  for (const path of ['', '/download']) expect((await send('GET', `/file-library/40001${path}`)).status).toBe(404);
  expect((await send('DELETE', '/file-library/40001')).status).toBe(404);
});

test('a name is stripped of its path and survives in any script', async () => {
  const { send } = await bootApi();
  const { json } = await send('POST', '/file-library', { body: form('..\\..\\etc/Żółw "1".txt', 'x') });
  expect(json.name).toBe('Żółw "1".txt');
  const answer = await send('GET', '/file-library/40003/download');
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="___w _1_.txt"; filename*=UTF-8''${encodeURIComponent('Żółw "1".txt')}`,
  );
});

test('a long name keeps its end and no half characters', async () => {
  const { send } = await bootApi();
  const { json } = await send('POST', '/file-library', { body: form(`${'😀'.repeat(300)}x.txt`, 'x') });
  expect(json.name).toBe(`${'😀'.repeat(250)}x.txt`);
  expect((await send('GET', `/file-library/${json.id}/download`)).status).toBe(200);
});

function textForm(text: string): FormData {
  const data = new FormData();
  data.append('uploaded', text);
  return data;
}

test.each([
  ['an unknown type', form('a.exe', 'x'), 'uploaded has a type that cannot be converted: a.exe'],
  ['an empty file', form('a.png', ''), 'uploaded is empty: a.png'],
  ['no ending and no known content', form('noending', 'x'), 'cannot be converted: noending'],
  ['a name of dots', form('../..', 'x'), 'cannot be converted: ..'],
  ['another field', form('a.png', 'x', 'file'), 'there is "file"'],
  ['text', textForm('hello'), 'not the text "hello"'],
  ['a path as old PHP clients write it', textForm('@/path/profile.png'), 'use CURLFile'],
  ['nothing', undefined, 'uploaded is required'],
])('an upload of %s is refused by the name of the field', async (_, body, message) => {
  const { send } = await bootApi();
  const answer = await send('POST', '/file-library', body === undefined ? {} : { body });
  expect([answer.status, fieldsOf(answer)]).toEqual([422, ['uploaded']]);
  expect(answer.json.errors[0].message).toContain(message);
  expect((await send('GET', '/file-library')).json).toHaveLength(2);
});

test('a part typed as text in a body with a comma before the boundary is a file', async () => {
  const { send } = await bootApi();
  const part = 'Content-Disposition: form-data; name="uploaded"; filename="notes.txt"\r\nContent-Type: text/plain';
  const { status, json } = await send('POST', '/file-library', {
    headers: { 'content-type': 'multipart/form-data, boundary=----RubyFormBoundary1' },
    body: `------RubyFormBoundary1\r\n${part}\r\n\r\nhello\r\n------RubyFormBoundary1--\r\n`,
  });
  expect([status, json.name, json.document_type]).toEqual([201, 'notes.txt', 'document']);
});

test('of two files with the right name the last is kept', async () => {
  const { send } = await bootApi();
  const data = form('first.txt', 'one');
  data.append('uploaded', new File(['two'], 'second.txt'));
  const { json } = await send('POST', '/file-library', { body: data });
  expect(json.name).toBe('second.txt');
  expect((await send('GET', `/file-library/${json.id}/download`)).text).toBe('two');
  expect((await send('GET', '/file-library')).json).toHaveLength(3);
});

test.each([
  ['photo.png', [0xff, 0xd8, 0xff, 0xe0], 'image', 'image/jpeg'],
  ['photo.JPG', [0xff, 0xd8, 0xff, 0xe0], 'image', 'image/jpeg'],
  ['scan', [0x25, 0x50, 0x44, 0x46], 'presentation_pdf', 'application/pdf'],
  ['talk.pps', [0xd0, 0xcf, 0x11, 0xe0], 'presentation', 'application/vnd.ms-powerpoint'],
  ['notes.odt', [0x50, 0x4b, 3, 4], 'document', 'application/vnd.oasis.opendocument.text'],
  ['film.mkv', [0x1a, 0x45, 0xdf, 0xa3], 'video', 'video/x-matroska'],
  ['song.mp3', [0x49, 0x44, 0x33], 'audio', 'audio/mpeg'],
])('%s is kept as what it is', async (name, bytes, documentType, contentType) => {
  const { send, advance } = await bootApi();
  const { json } = await send('POST', '/file-library', { body: form(name, Uint8Array.from(bytes)) });
  expect(json.document_type).toBe(documentType);
  advance(1);
  expect((await send('GET', `/file-library/${json.id}`)).json.status).toBe('converted');
  const answer = await send('GET', `/file-library/${json.id}/download`);
  expect(answer.headers.get('content-type')).toBe(contentType);
});

test('an image of another content than any image ends in an error', async () => {
  const { send } = await bootApi();
  const { json } = await send('POST', '/file-library', { body: form('photo.png', 'GIF?') });
  expect(json).toMatchObject({ status: 'error', conversion_progress: 0, thumbnail_url: null });
  expect(json.status_message).toBe('The content is not a valid image/png file');
});

test("a room's list gives addresses that work without a key until they expire", async () => {
  const { sandbox, send, advance } = await bootApi();
  const [{ url, id }] = (await send('GET', '/file-library/conferences/10002')).json;
  expect(url).toMatch(/\/files\/40002\?st=[\w-]{22}&e=\d+$/);
  const read = (address: string) => sandbox.fetch(new Request(address));
  const file = await read(url);
  expect([file.status, file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual([
    200,
    'application/pdf',
    'attachment; filename="agenda.pdf"',
  ]);
  expect((await read(url.replace('40002', '40001'))).status).toBe(403);
  expect((await read(url.replace(/st=./, 'st=~'))).status).toBe(403);
  expect((await read(`${sandbox.world.origin}/v1/file-library/${id}/download`)).status).toBe(401);
  await send('DELETE', `/file-library/${id}`);
  expect((await read(url)).status).toBe(404);
  advance(7 * 60);
  expect((await read(url)).status).toBe(410);
});

test('another account has its own library', async () => {
  const { send } = await bootApi();
  const key = subAccount.apiKey;
  const listed = (await send('GET', '/file-library', { key })).json;
  expect(listed.map(({ id }: { id: number }) => id)).toEqual([39001]);
  for (const [method, path] of [
    ['GET', '/file-library/40001'],
    ['GET', '/file-library/40001/download'],
    ['DELETE', '/file-library/40001'],
    ['GET', '/file-library/conferences/10002'],
  ] as const) {
    expect((await send(method, path, { key })).status).toBe(404);
  }
});

test.each(['0', '-1', '40001x', '1e9', '%00', '40001%27', '99999999999999999999'])('file %s is 404', async (id) => {
  const { send } = await bootApi();
  for (const [method, path] of [
    ['GET', `/file-library/${id}`],
    ['GET', `/file-library/${id}/download`],
    ['DELETE', `/file-library/${id}`],
    ['GET', `/file-library/conferences/${id}`],
  ] as const) {
    const answer = await send(method, path);
    expect([answer.status, answer.json.name]).toEqual([404, 'NOT_FOUND']);
  }
});

test('parallel uploads are all kept, each with its own content', async () => {
  const { send } = await bootApi();
  const texts = Array.from({ length: 40 }, (_, index) => `content ${index}`);
  const answers = await Promise.all(
    texts.map((text, index) => send('POST', '/file-library', { body: form(`${index}.txt`, text) })),
  );
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(40);
  const contents = await Promise.all(answers.map(({ json }) => send('GET', `/file-library/${json.id}/download`)));
  expect(contents.map(({ text }) => text)).toEqual(texts);
});

test('the demo files are what they say', async () => {
  const { send } = await bootApi();
  const pdf = await send('GET', '/file-library/40002/download');
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  const xref = Number(/startxref\n(\d+)\n%%EOF/.exec(pdf.text)?.[1]);
  expect(pdf.text.slice(xref, xref + 4)).toBe('xref');
  expect((await send('GET', '/file-library/40001')).json).toMatchObject({ name: 'logo.png', status: 'converted' });
});
