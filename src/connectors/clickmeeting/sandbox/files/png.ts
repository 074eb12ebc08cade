import { promisify } from 'node:util';
import { crc32, deflateSync, inflate } from 'node:zlib';

/** Pixels in rows from the top, `channels` bytes each: red, green, blue and perhaps alpha. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly pixels: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** More than this is not decoded: it would keep others waiting, and a small file can claim any size. */
const mostPixels = 8_000_000;

/** The picture as a PNG file. */
export function encodePng({ width, height, channels, pixels }: Picture): Uint8Array {
  const stride = width * channels;
  const rows = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y += 1) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 3 ? 2 : 6, 0, 0, 0], 8);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array())];
  return Buffer.concat([signature, ...parts]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.byteLength, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

interface Encoded {
  readonly width: number;
  readonly height: number;
  /** Bytes of a pixel before palettes are looked up: 1 to 4. */
  readonly samples: number;
  /** Whether the first sample is grey (or a palette's index) and not red. */
  readonly isSingle: boolean;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly data: Uint8Array;
}

/** The parts of a PNG file; undefined for what is broken, and for interlaced files and those not of 8 bits a sample. */
function readChunks(file: Buffer): Encoded | undefined {
  const parts = new Map<string, Buffer[]>(['IHDR', 'PLTE', 'tRNS', 'IDAT'].map((type) => [type, []]));
  for (let at = 8; at + 12 <= file.length; at += file.readUInt32BE(at) + 12) {
    const type = file.toString('latin1', at + 4, at + 8);
    // Those that are used; a file may have a million others.
    parts.get(type)?.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  const header = parts.get('IHDR')?.[0];
  if (!file.subarray(0, 8).equals(signature) || header === undefined || header.length < 13) return undefined;
  const [depth, color = 9, , , interlace] = header.subarray(8, 13);
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[color];
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const isReadable = depth === 8 && interlace === 0 && width * height > 0 && width * height <= mostPixels;
  if (samples === undefined || !isReadable) return undefined;
  const palette = color === 3 ? parts.get('PLTE')?.[0] : undefined;
  const transparency = color === 3 ? parts.get('tRNS')?.[0] : undefined;
  const data = Buffer.concat(parts.get('IDAT') ?? []);
  return { width, height, samples, isSingle: samples < 3, palette, transparency, data };
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const toLeft = Math.abs(guess - left);
  const toAbove = Math.abs(guess - above);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** Undoes the filter of each row, in place; rows keep their filter byte. */
function unfilter(rows: Buffer, stride: number, step: number): void {
  const noRow = Buffer.alloc(stride + 1);
  for (let start = 0; start + stride < rows.length; start += stride + 1) {
    const row = rows.subarray(start, start + stride + 1);
    const above = start === 0 ? noRow : rows.subarray(start - stride - 1, start);
    unfilterRow(row, above, step);
  }
}

function unfilterRow(row: Buffer, above: Buffer, step: number): void {
  const filter = row[0] ?? 0;
  if (filter === 0) return;
  for (let x = 1; x < row.length; x += 1) {
    const left = x > step ? (row[x - step] ?? 0) : 0;
    const up = above[x] ?? 0;
    let guess = left;
    if (filter === 2) guess = up;
    else if (filter === 3) guess = (left + up) >> 1;
    else if (filter === 4) guess = paeth(left, up, x > step ? (above[x - step] ?? 0) : 0);
    row[x] = ((row[x] ?? 0) + guess) & 0xff;
  }
}

/** Red, green, blue and alpha of one pixel as the file has it. */
function colorAt(rows: Buffer, at: number, { samples, isSingle, palette, transparency }: Encoded) {
  const first = rows[at] ?? 0;
  if (palette !== undefined) {
    const [red = 0, green = 0, blue = 0] = palette.subarray(first * 3, first * 3 + 3);
    return [red, green, blue, transparency?.[first] ?? 255] as const;
  }
  if (isSingle) return [first, first, first, samples === 2 ? (rows[at + 1] ?? 0) : 255] as const;
  return [first, rows[at + 1] ?? 0, rows[at + 2] ?? 0, samples === 4 ? (rows[at + 3] ?? 0) : 255] as const;
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels of an area that are looked at, in each direction: more would not be seen. */
const probes = 4;

/** The mean color of an area, weighted by alpha, so that invisible pixels do not color their neighbours. */
function meanColor(rows: Buffer, encoded: Encoded, { left, top, right, bottom }: Area) {
  const stride = encoded.width * encoded.samples + 1;
  const [stepX, stepY] = [Math.ceil((right - left) / probes), Math.ceil((bottom - top) / probes)];
  const sum = { red: 0, green: 0, blue: 0, alpha: 0, pixels: 0 };
  for (let y = top; y < bottom; y += stepY) {
    for (let x = left; x < right; x += stepX) {
      const [red, green, blue, alpha] = colorAt(rows, y * stride + 1 + x * encoded.samples, encoded);
      sum.red += red * alpha;
      sum.green += green * alpha;
      sum.blue += blue * alpha;
      sum.alpha += alpha;
      sum.pixels += 1;
    }
  }
  const weight = sum.alpha === 0 ? 1 : sum.alpha;
  return [sum.red / weight, sum.green / weight, sum.blue / weight, sum.alpha / sum.pixels].map(Math.round);
}

/**
 * A PNG file made smaller so that it fits; one that fits already stays its size.
 * Undefined for a file that is broken, interlaced, huge, or not of 8 bits a sample.
 */
export async function shrinkPng(
  file: Uint8Array,
  most: { width: number; height: number },
): Promise<Picture | undefined> {
  const encoded = readChunks(Buffer.from(file));
  if (encoded === undefined) return undefined;
  const { width, height, samples } = encoded;
  const stride = width * samples;
  const size = (stride + 1) * height;
  const rows = await promisify(inflate)(encoded.data, { maxOutputLength: size + 1 }).catch(() => undefined);
  if (rows === undefined || rows.length < size) return undefined;
  unfilter(rows, stride, samples);
  const scale = Math.min(1, most.width / width, most.height / height);
  return scaled(rows, encoded, {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  });
}

function scaled(rows: Buffer, encoded: Encoded, { width, height }: { width: number; height: number }): Picture {
  const pixels = new Uint8Array(width * height * 4);
  const edges = (index: number, count: number, length: number) =>
    [Math.floor((index * length) / count), Math.ceil(((index + 1) * length) / count)] as const;
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = edges(y, height, encoded.height);
    for (let x = 0; x < width; x += 1) {
      const [left, right] = edges(x, width, encoded.width);
      pixels.set(meanColor(rows, encoded, { left, top, right, bottom }), (y * width + x) * 4);
    }
  }
  return { width, height, channels: 4, pixels };
}
