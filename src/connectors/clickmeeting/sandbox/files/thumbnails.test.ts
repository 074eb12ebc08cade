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

test('a PNG of very many chunks keeps nobody waiting', async () => {
  const png = Buffer.from(encodePng(twoHalves(10, 4)));
  // A text chunk of nothing, after the signature and the header.
  const chunks = Array<Buffer>(100_000).fill(Buffer.from('00000000744558740bf0e80a', 'hex'));
  const before = process.cpuUsage();
  const shown = await shrinkPng(Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]), {
    width: 5,
    height: 5,
  });
  expect(shown?.width).toBe(5);
  const { user, system } = process.cpuUsage(before);
  // Of the processor, so that a busy machine changes nothing.
  expect((user + system) / 1000).toBeLessThan(4000);
});

test('characters that XML cannot hold do not break the page of a file', async () => {
  const { bytes } = await thumbnail(await bootApi(), 'a\ufffeb.txt', Buffer.from('one\ufffe\uffff\u0001two'));
  expect(bytes.toString()).not.toMatch(/[\u0000-\u0008\ufffe\uffff]/);
  expect(bytes.toString()).toContain('>one   two</text>');
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
  for (const wrong of [url.replace(/st=./, 'st=~'), url.replace('&e=', '&e=0'), url.replace('&e=', '&e=%2B')]) {
    expect((await api.sandbox.fetch(new Request(wrong))).status).toBe(403);
  }
});
