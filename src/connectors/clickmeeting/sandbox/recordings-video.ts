import { slide } from './recordings-slide.ts';

/** More pictures than this make a file larger and no better: a recording of three hours changes picture every ten seconds. */
const mostPictures = 1080;
/** Units of time in a second: with more of them, 32 bits hold no recording of a page that was left open for months. */
const timescale = 1;

interface Timing {
  readonly pictures: number;
  readonly pictureSeconds: number;
  /** The last one, so that the whole is exact. */
  readonly lastSeconds: number;
  readonly totalSeconds: number;
}

function timingOf(seconds: number): Timing {
  const pictureSeconds = Math.max(1, Math.ceil(seconds / mostPictures));
  const pictures = Math.ceil(seconds / pictureSeconds);
  return { pictures, pictureSeconds, lastSeconds: seconds - (pictures - 1) * pictureSeconds, totalSeconds: seconds };
}

function uint16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, index * 2);
  return buffer;
}

function uint32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, index * 4);
  return buffer;
}

function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.byteLength, 8);
  return Buffer.concat([uint32(size), Buffer.from(type, 'latin1'), ...parts]);
}

/** One picture as a sample: its length in four bytes, then the key frame. */
const sample = Buffer.concat([uint32(slide.keyFrame.byteLength), slide.keyFrame]);

const brands = box('ftyp', Buffer.from('isom'), uint32(0x200), Buffer.from('isomiso2avc1mp41'));

const identityMatrix = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function decoderConfiguration(): Buffer {
  const { sequenceParameters: sps, pictureParameters: pps } = slide;
  const [, profile = 0, compatibility = 0, level = 0] = sps;
  const head = Buffer.from([1, profile, compatibility, level, 0xff, 0xe1]);
  return box('avcC', head, uint16(sps.byteLength), sps, Buffer.from([1]), uint16(pps.byteLength), pps);
}

function sampleDescription(): Buffer {
  const visual = Buffer.concat([
    Buffer.alloc(6),
    uint16(1),
    Buffer.alloc(16),
    uint16(slide.width, slide.height),
    // 72 dots an inch both ways, one picture a sample.
    uint32(0x480000, 0x480000, 0),
    uint16(1),
    Buffer.alloc(32),
    uint16(24, 0xffff),
  ]);
  return box('stsd', uint32(0, 1), box('avc1', visual, decoderConfiguration()));
}

/** Where the pictures are and how long each is shown: all of one size, one after the other. */
function sampleTable({ pictures, pictureSeconds, lastSeconds }: Timing, mediaOffset: number): Buffer {
  const runs = pictures === 1 ? [1, lastSeconds] : [pictures - 1, pictureSeconds, 1, lastSeconds];
  return box(
    'stbl',
    sampleDescription(),
    box('stts', uint32(0, runs.length / 2, ...runs)),
    box('stsc', uint32(0, 1, 1, pictures, 1)),
    box('stsz', uint32(0, sample.byteLength, pictures)),
    box('stco', uint32(0, 1, mediaOffset)),
  );
}

function movie(timing: Timing, mediaOffset: number): Buffer {
  const { totalSeconds } = timing;
  const movieHeader = box(
    'mvhd',
    uint32(0, 0, 0, timescale, totalSeconds, 0x10000),
    uint16(0x100, 0),
    Buffer.alloc(8),
    identityMatrix,
    Buffer.alloc(24),
    uint32(2),
  );
  const trackHeader = box(
    'tkhd',
    // Flags: enabled, and part of the movie.
    uint32(3, 0, 0, 1, 0, totalSeconds),
    Buffer.alloc(16),
    identityMatrix,
    uint32(slide.width * 0x10000, slide.height * 0x10000),
  );
  // 0x55c4 is the language `und`.
  const mediaHeader = box('mdhd', uint32(0, 0, 0, timescale, totalSeconds), uint16(0x55c4, 0));
  const handler = box('hdlr', uint32(0, 0), Buffer.from('vide'), Buffer.alloc(12), Buffer.from('VideoHandler\0'));
  const dataInformation = box('dinf', box('dref', uint32(0, 1), box('url ', uint32(1))));
  const information = box(
    'minf',
    box('vmhd', uint32(1), Buffer.alloc(8)),
    dataInformation,
    sampleTable(timing, mediaOffset),
  );
  return box('moov', movieHeader, box('trak', trackHeader, box('mdia', mediaHeader, handler, information)));
}

/** Everything before the pictures; the description comes first, so that a player can begin before it has the whole file. */
function headOf(timing: Timing): Buffer {
  // The offset has the same length whatever it is, so a first try tells where the pictures begin.
  const mediaOffset = brands.byteLength + movie(timing, 0).byteLength + 8;
  const mediaHead = Buffer.concat([uint32(8 + timing.pictures * sample.byteLength), Buffer.from('mdat', 'latin1')]);
  return Buffer.concat([brands, movie(timing, mediaOffset), mediaHead]);
}

/** Size of `slideVideo` without making it. */
export function slideVideoSize(seconds: number): number {
  const timing = timingOf(seconds);
  return headOf(timing).byteLength + timing.pictures * sample.byteLength;
}

/** An MP4 file that shows a slide for so many whole seconds, at least one; about 4 MB at most. */
export function slideVideo(seconds: number): Uint8Array {
  const timing = timingOf(seconds);
  return Buffer.concat([headOf(timing), ...Array<Buffer>(timing.pictures).fill(sample)]);
}
