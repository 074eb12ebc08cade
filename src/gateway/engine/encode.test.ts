import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { FileRef } from '../../kernel/http.ts';
import { encodeBody } from './encode.ts';

const noFiles = () => Readable.from([]);
const form = (value: Record<string, unknown>) => decodeURIComponent(String(encodeBody({ form: value }, noFiles).body));

test('JSON and text keep their content types', () => {
  expect(encodeBody({ json: { a: [1] } }, noFiles)).toEqual({
    body: '{"a":[1]}',
    headers: { 'content-type': 'application/json' },
  });
  expect(encodeBody({ text: '<a/>', contentType: 'application/xml' }, noFiles)).toEqual({
    body: '<a/>',
    headers: { 'content-type': 'application/xml' },
  });
});

test('a form is encoded in PHP brackets', () => {
  expect(form({ name: 'x', settings: { a: 1, b: { c: 'd' } } })).toBe('name=x&settings[a]=1&settings[b][c]=d');
  expect(form({ list: ['a', 'b'] })).toBe('list[0]=a&list[1]=b');
  expect(form({ attendees: [{ email: 'a@b.test' }, { email: 'c@d.test' }] })).toBe(
    'attendees[0][email]=a@b.test&attendees[1][email]=c@d.test',
  );
});

test('absent members of a form are left out, empty and false ones are not', () => {
  expect(form({ a: undefined, b: '', c: false, d: 0, e: true, f: null })).toBe('b=&c=false&d=0&e=true&f=');
  expect(form({})).toBe('');
});

test('a form escapes what would break it', () => {
  const { body, headers } = encodeBody({ form: { 'na&me': 'Grüße = 100% & 🎉\n+' } }, noFiles);
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect([...new URLSearchParams(String(body))]).toEqual([['na&me', 'Grüße = 100% & 🎉\n+']]);
});

const file = (name: string, content: Buffer): FileRef => ({
  file: 'file_x',
  name,
  contentType: 'text/plain',
  sizeBytes: content.length,
  sha256: '',
});

async function multipart(name: string, content: Buffer) {
  const { body, headers } = encodeBody(
    {
      multipart: [
        { name: 'title', value: 'Grüße' },
        { name: 'uploaded', file: file(name, content) },
      ],
    },
    () => Readable.from([content]),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), headers };
}

test('a multipart body is as long as it says, and reads back byte for byte', async () => {
  const content = Buffer.from([0, 1, 2, 255, 13, 10, 45, 45]);
  const { bytes, headers } = await multipart('dänk "me".bin', content);
  expect(Number(headers['content-length'])).toBe(bytes.length);
  const read = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': String(headers['content-type']) },
  }).formData();
  expect(read.get('title')).toBe('Grüße');
  const uploaded = read.get('uploaded') as File;
  expect(uploaded.name).toBe('dänk "me".bin');
  expect(Buffer.from(await uploaded.arrayBuffer()).equals(content)).toBe(true);
});

test('a file name cannot add headers or parts', async () => {
  const { bytes } = await multipart('a"\r\nx-evil: 1\r\n\r\n.txt', Buffer.from('x'));
  expect(bytes.toString()).not.toContain('\r\nx-evil');
  expect(bytes.toString()).toContain('filename="a%22%0D%0Ax-evil: 1%0D%0A%0D%0A.txt"');
});

test('no two multipart bodies share a boundary', async () => {
  const [one, two] = [await multipart('a', Buffer.from('')), await multipart('a', Buffer.from(''))];
  expect(one.headers['content-type']).not.toBe(two.headers['content-type']);
});

test('a content type cannot add headers or parts', () => {
  const evil = { ...file('a.txt', Buffer.from('x')), contentType: 'text/plain\r\nx-evil: 1' };
  expect(() => encodeBody({ multipart: [{ name: 'uploaded', file: evil }] }, noFiles)).toThrow(/line break/);
});
