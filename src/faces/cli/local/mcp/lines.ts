/** More than the gateway takes in one request: what is longer is no message for it. */
const maxLineBytes = 16 * 1024 * 1024;

/** One line of standard input; `isTooLong` for one whose text was dropped. */
export interface Line {
  readonly text: string;
  readonly isTooLong: boolean;
}

/** The lines of a stream as they come, without their ends; the last one may have none. */
export async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const take = (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= maxLineBytes) pieces.push(piece);
    else pieces = [];
  };
  const line = (): Line => {
    const made = {
      text: Buffer.concat(pieces)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
      isTooLong: bytes > maxLineBytes,
    };
    pieces = [];
    bytes = 0;
    return made;
  };
  for await (const chunk of input) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let start = 0;
    for (let end = buffer.indexOf(10); end !== -1; end = buffer.indexOf(10, start)) {
      take(buffer.subarray(start, end));
      yield line();
      start = end + 1;
    }
    take(buffer.subarray(start));
  }
  if (bytes > 0) yield line();
}
