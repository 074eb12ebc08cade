/** A file as a link serves it. */
export interface ServedFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Value of `Content-Disposition`. */
  readonly disposition: string;
  /** Differs whenever the bytes do. */
  readonly version: string;
}

interface Range {
  readonly first: number;
  /** Included. */
  readonly last: number;
}

/** The one range asked for, `none` for the whole file, or `beyond` when no byte of it exists. */
function rangeOf(header: string | null, size: number): Range | 'none' | 'beyond' {
  const match = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? '');
  // A malformed range and a list of them are answered with everything, which RFC 9110 allows.
  if (match === null) return 'none';
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return 'none';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'beyond' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return 'none';
  return first >= size ? 'beyond' : { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Answers GET and HEAD for a file; a `Range` gives a part of it, as players and resumed downloads ask for. */
export function serveBytes(request: Request, { bytes, contentType, disposition, version }: ServedFile): Response {
  const size = bytes.byteLength;
  const etag = `"${version}"`;
  const headers = {
    'content-type': contentType,
    'content-disposition': disposition,
    'accept-ranges': 'bytes',
    etag,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  };
  const condition = request.headers.get('if-range');
  const isSame = condition === null || condition === etag;
  const range = request.method === 'GET' && isSame ? rangeOf(request.headers.get('range'), size) : 'none';
  if (range === 'beyond') {
    const unsatisfied = { 'content-range': `bytes */${size}`, 'content-type': 'text/plain; charset=utf-8' };
    return new Response('No byte of this range exists', { status: 416, headers: unsatisfied });
  }
  const { first, last } = range === 'none' ? { first: 0, last: size - 1 } : range;
  const part = range === 'none' ? {} : { 'content-range': `bytes ${first}-${last}/${size}` };
  return new Response(Buffer.from(bytes.subarray(first, last + 1)), {
    status: range === 'none' ? 200 : 206,
    headers: { ...headers, ...part, 'content-length': String(last - first + 1) },
  });
}
