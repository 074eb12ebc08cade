import { expect, test } from 'vitest';
import { slideVideo, slideVideoSize } from './recordings-video.ts';

interface Box {
  readonly type: string;
  readonly body: Buffer;
}

function boxesOf(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      body: bytes.subarray(at + 8, at + bytes.readUInt32BE(at)),
    });
  }
  return boxes;
}

function inside(bytes: Buffer, ...path: readonly string[]): Buffer {
  return path.reduce((body, type) => boxesOf(body).find((box) => box.type === type)?.body ?? Buffer.alloc(0), bytes);
}

/** How long the pictures of a table last together, in seconds, and how many there are. */
function timing(table: Buffer): { pictures: number; totalSeconds: number } {
  const runs = Array.from({ length: table.readUInt32BE(4) }, (_, index) => 8 + index * 8);
  const pictures = runs.reduce((sum, at) => sum + table.readUInt32BE(at), 0);
  return {
    pictures,
    totalSeconds: runs.reduce((sum, at) => sum + table.readUInt32BE(at) * table.readUInt32BE(at + 4), 0),
  };
}

test.each([1, 2, 59, 1080, 1081, 3240, 10_800, 43_200, 1_000_000, 34_560_000])(
  'a video of %d seconds says so in every table and has a picture where it says',
  (seconds) => {
    const file = Buffer.from(slideVideo(seconds));
    expect(boxesOf(file).map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
    expect(slideVideoSize(seconds)).toBe(file.length);
    expect(file.length).toBeLessThan(4_200_000);
    const tables = inside(file, 'moov', 'trak', 'mdia', 'minf', 'stbl');
    const { pictures, totalSeconds } = timing(inside(tables, 'stts'));
    expect(totalSeconds).toBe(seconds);
    for (const header of [inside(file, 'moov', 'mvhd'), inside(file, 'moov', 'trak', 'mdia', 'mdhd')]) {
      expect(header.readUInt32BE(16) / header.readUInt32BE(12)).toBe(seconds);
    }
    const [sampleSize, count] = [4, 8].map((at) => inside(tables, 'stsz').readUInt32BE(at));
    expect(count).toBe(pictures);
    const first = inside(tables, 'stco').readUInt32BE(8);
    expect(first + (sampleSize ?? 0) * pictures).toBe(file.length);
    // A key frame begins with the header of an IDR slice.
    expect([file.readUInt32BE(first) + 4, file[first + 4]]).toEqual([sampleSize, 0x65]);
  },
);
