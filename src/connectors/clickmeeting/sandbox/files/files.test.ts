import { expect, test } from 'vitest';
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
  });
  advance(2.5 / 60);
  expect((await send('GET', '/file-library/40003')).json).toMatchObject({
    status: 'converting',
    conversion_progress: 50,
  });
  advance(1);
  expect((await send('GET', '/file-library/40003')).json).toMatchObject({
    status: 'converted',
    conversion_progress: 100,
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

test('a missing, empty, unknown or textual file is refused by the name of the field', async () => {
  const { send } = await bootApi();
  const text = new FormData();
  text.append('uploaded', '@/path/profile.png');
  for (const body of [form('a.exe', 'x'), form('a.png', ''), form('noending', 'x'), form('a.png', 'x', 'file'), text]) {
    const answer = await send('POST', '/file-library', { body });
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['uploaded']]);
  }
  expect(fieldsOf(await send('POST', '/file-library'))).toEqual(['uploaded']);
});

test('the demo files are what they say', async () => {
  const { send } = await bootApi();
  const pdf = await send('GET', '/file-library/40002/download');
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  const xref = Number(/startxref\n(\d+)\n%%EOF/.exec(pdf.text)?.[1]);
  expect(pdf.text.slice(xref, xref + 4)).toBe('xref');
  expect((await send('GET', '/file-library/40001')).json).toMatchObject({ name: 'logo.png', status: 'converted' });
});
