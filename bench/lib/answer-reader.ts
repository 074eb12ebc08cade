const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');

/**
 * Reads answers off one connection, one after the other, at the least cost: heads are searched for two fields, bodies are only counted.
 * `push` gives how many answers were completed by a chunk. Errors: throws on what is not HTTP/1.1.
 */
export class AnswerReader {
  status = 0;
  /** Bytes of all bodies so far. */
  bodyBytes = 0;
  #rest: Buffer | undefined;
  #left = -1;
  #isChunked = false;
  #inTrailer = false;

  push(chunk: Buffer): number {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let complete = 0;
    while (data.length > 0 || this.#left === 0) {
      const used =
        this.#left >= 0 ? this.#readBody(data) : this.#isChunked ? this.#readChunkHead(data) : this.#readHead(data);
      if (used < 0) {
        this.#rest = data;
        break;
      }
      data = data.subarray(used);
      if (this.#left === 0 && !this.#isChunked) {
        complete++;
        this.#left = -1;
      }
    }
    return complete;
  }

  #readHead(data: Buffer): number {
    const end = data.indexOf(headEnd);
    if (end < 0) return -1;
    const head = data.toString('latin1', 0, end).toLowerCase();
    if (!head.startsWith('http/1.1 ')) throw new Error(`Not an HTTP answer: ${head.slice(0, 40)}`);
    this.status = Number(head.slice(9, 12));
    this.#isChunked = /\r\ntransfer-encoding: *chunked/.test(head);
    if (!this.#isChunked) this.#left = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
    return end + 4;
  }

  #readBody(data: Buffer): number {
    const used = Math.min(this.#left, data.length);
    this.#left -= used;
    this.bodyBytes += used;
    // The end of one chunk of a chunked body is not the end of the answer.
    if (this.#left === 0 && this.#isChunked) this.#left = -1;
    return used;
  }

  #readChunkHead(data: Buffer): number {
    const end = data.indexOf(lineEnd);
    if (end < 0) return -1;
    if (this.#inTrailer) {
      if (end > 0) return end + 2;
      this.#inTrailer = false;
      this.#isChunked = false;
      this.#left = 0;
      return 2;
    }
    // The line break that closes the chunk before.
    if (end === 0) return 2;
    const size = Number.parseInt(data.toString('latin1', 0, end), 16);
    if (size === 0) this.#inTrailer = true;
    else this.#left = size;
    return end + 2;
  }
}
