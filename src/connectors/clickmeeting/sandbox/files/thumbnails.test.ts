import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { encodePng, type Picture, shrinkPng } from './png.ts';

type Api = Awaited<ReturnType<typeof bootApi>>;

async function thumbnail({ sandbox, send, advance }: Api, name: string, bytes: Uint8Array) {
  const body = new FormData();
  body.append('uploaded', new File([Buffer.from(bytes)], name));
  const { json } = await send('POST', '/file-library', { body });
  advance(1);
  const { thumbnail_url: url } = (await send('GET', `/file-library/${json.id}`)).json;
  const response = await sandbox.fetch(new Request(url));
  const type = response.headers.get('content-type');
  return { status: response.status, type, bytes: Buffer.from(await response.arrayBuffer()), url };
}

/** Left half red, right half blue. */
function twoHalves(width: number, height: number): Picture {
  const pixels = Array.from({ length: width * height }, (_, index) =>
    index % width < width / 2 ? [255, 0, 0] : [0, 0, 255],
  );
  return { width, height, channels: 3, pixels: Uint8Array.from(pixels.flat()) };
}

test('the thumbnail of a PNG is the picture made smaller', async () => {
  const { status, type, bytes } = await thumbnail(await bootApi(), 'photo.png', encodePng(twoHalves(600, 300)));
  expect([status, type]).toEqual([200, 'image/png']);
  const small = await shrinkPng(bytes, { width: 1000, height: 1000 });
  expect([small?.width, small?.height]).toEqual([240, 120]);
  expect([...(small?.pixels.subarray(0, 4) ?? [])]).toEqual([255, 0, 0, 255]);
  expect([...(small?.pixels.subarray(239 * 4, 240 * 4) ?? [])]).toEqual([0, 0, 255, 255]);
});

test('a small PNG keeps its size, and a broken one is shown as it is', async () => {
  const api = await bootApi();
  const small = encodePng(twoHalves(10, 4));
  const shown = await shrinkPng((await thumbnail(api, 'a.png', small)).bytes, { width: 99, height: 99 });
  expect([shown?.width, shown?.height]).toEqual([10, 4]);
  const broken = Buffer.from(small.subarray(0, 40));
  expect((await thumbnail(api, 'b.png', broken)).bytes.equals(broken)).toBe(true);
});

test('a picture that claims to be huge is not decoded', async () => {
  const bomb = Buffer.from(encodePng(twoHalves(10, 4)));
  bomb.writeUInt32BE(100_000, 16);
  bomb.writeUInt32BE(100_000, 20);
  expect(await shrinkPng(bomb, { width: 10, height: 10 })).toBeUndefined();
});

test('a document is shown as a page with its name, and a text file with its first lines', async () => {
  const api = await bootApi();
  const { type, bytes } = await thumbnail(api, 'a<script>&".txt', Buffer.from('First line\n<b>second</b>\u0000'));
  expect(type).toBe('image/svg+xml');
  const svg = bytes.toString();
  expect(svg).toContain('>First line</text>');
  expect(svg).toContain('&lt;b&gt;second&lt;/b&gt;');
  expect(svg).toContain('a&lt;script&gt;&amp;&quot;.txt');
  expect(svg).not.toContain('<script');
  const film = await thumbnail(api, 'film.mp4', Buffer.from('\0\0\0\x18ftypisom', 'latin1'));
  expect(film.bytes.toString()).toContain('>MP4</text>');
});

test('a thumbnail needs its signature', async () => {
  const api = await bootApi();
  const { url } = await thumbnail(api, 'a.txt', Buffer.from('x'));
  expect((await api.sandbox.fetch(new Request(url.replace(/st=./, 'st=~')))).status).toBe(403);
});
