import { expect, test } from 'vitest';
import { readBody } from './body.ts';

const read = async (contentType: string, text: string) => {
  const { fields, files } = readBody(contentType, new TextEncoder().encode(text));
  return { fields: JSON.parse(JSON.stringify(fields)) as unknown, files };
};

const part = (head: string, value: string) => `--XX\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;

test('a form is read with and without its content type', async () => {
  const expected = { name: 'a b', settings: { x: '1' } };
  expect((await read('application/x-www-form-urlencoded', 'name=a+b&settings[x]=1')).fields).toEqual(expected);
  expect((await read('', 'name=a%20b&settings%5Bx%5D=1')).fields).toEqual(expected);
});

test('JSON is read by its type, and without a type by its look', async () => {
  expect((await read('application/json; charset=utf-8', '{"name":"x"}')).fields).toEqual({ name: 'x' });
  expect((await read('', ' {"name":"x"}')).fields).toEqual({ name: 'x' });
  expect((await read('application/json', '')).fields).toEqual({});
});

test('broken JSON and JSON that is no object are refused with 400', async () => {
  await expect(read('application/json', '{"name":')).rejects.toMatchObject({ status: 400 });
  await expect(read('application/json', '3')).rejects.toMatchObject({ status: 400 });
});

test('multipart text and files are told apart, also with a comma before the boundary', async () => {
  const body = `${part('name="settings[x]"', '1')}${part('name="uploaded"; filename="a.txt"\r\nContent-Type: text/plain', 'hello')}--XX--\r\n`;
  const { fields, files } = await read('multipart/form-data, boundary=XX', body);
  expect(fields).toEqual({ settings: { x: '1' } });
  expect(files.get('uploaded')).toMatchObject({ name: 'a.txt', contentType: 'text/plain' });
  expect(new TextDecoder().decode(files.get('uploaded')?.bytes)).toBe('hello');
});

test('a lost boundary is found in the body; a body that holds none is refused', async () => {
  expect((await read('multipart/form-data', `${part('name="a"', '1')}--XX--\r\n`)).fields).toEqual({ a: '1' });
  await expect(read('multipart/form-data', 'a=1')).rejects.toMatchObject({ status: 400 });
});

test('an empty multipart body is no parameters, a cut one is refused', async () => {
  expect((await read('multipart/form-data; boundary=XX', '--XX--\r\n')).fields).toEqual({});
  expect((await read('multipart/form-data; boundary=XX', '')).fields).toEqual({});
  await expect(read('multipart/form-data; boundary=XX', part('name="a"', '1'))).rejects.toMatchObject({ status: 400 });
});

test('a body that holds the boundary at each byte, but at no start of a line, is refused in a moment', async () => {
  const body = `x${'-'.repeat(30_000_000)}`;
  const before = process.cpuUsage();
  await expect(read('multipart/form-data; boundary=-', body)).rejects.toMatchObject({ status: 400 });
  const { user, system } = process.cpuUsage(before);
  // Of the processor, so that a busy machine changes nothing.
  expect((user + system) / 1000).toBeLessThan(1500);
});
