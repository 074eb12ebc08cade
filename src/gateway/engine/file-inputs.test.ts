import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { fileInput } from '../../kernel/files.ts';
import type { FileRef } from '../../kernel/http.ts';
import { toJsonSchema } from '../../kernel/json-schema.ts';
import type { Egress, EgressRequest, EgressStream } from '../../kernel/ports/egress.ts';
import type { FilesPort } from '../../kernel/ports/gateway.ts';
import { contentOf, fetchFileInputs, takesFiles } from './file-inputs.ts';

const schema = toJsonSchema(
  z.strictObject({ title: z.string().optional(), slides: fileInput('Slides'), cover: fileInput('Cover').optional() }),
  'input',
);
const owner = { tenantId: 'ten_1', signal: new AbortController().signal };

/** Files in memory: what was saved, by whom, and one handle that exists. */
function memoryFiles() {
  const saved: { tenantId: string; name: string; contentType: string; content: string }[] = [];
  const files: FilesPort = {
    async save(tenantId, file) {
      const chunks: Uint8Array[] = [];
      const content = file.content instanceof Uint8Array ? [file.content] : file.content;
      for await (const chunk of content) chunks.push(chunk);
      saved.push({
        tenantId,
        name: file.name,
        contentType: file.contentType,
        content: Buffer.concat(chunks).toString(),
      });
      return { file: `file_${saved.length}`, name: file.name, contentType: file.contentType, sizeBytes: 0, sha256: '' };
    },
    saveSteps: () => Promise.reject(new PorinError('internal', 'no file is written in steps here')),
    async get(tenantId, id): Promise<FileRef> {
      if (tenantId !== 'ten_1' || id !== 'file_known') throw new PorinError('not_found', `No file ${id}`);
      return { file: id, name: 'known.txt', contentType: 'text/plain', sizeBytes: 1, sha256: '' };
    },
    read: () => Readable.from([]),
  };
  return { files, saved };
}

/** An egress that answers from a table; everything else is 404. */
function webOf(pages: Record<string, Partial<EgressStream> & { text?: string }>) {
  const asked: EgressRequest[] = [];
  const egress = {
    async stream(request: EgressRequest): Promise<EgressStream> {
      asked.push(request);
      const page = pages[request.url.href] ?? { status: 404 };
      return {
        status: page.status ?? 200,
        headers: page.headers ?? {},
        body: Readable.from([Buffer.from(page.text ?? '')]),
      };
    },
  } as Egress;
  return { egress, asked };
}

const fetchFiles = (input: unknown, web = webOf({}), memory = memoryFiles()) =>
  fetchFileInputs(input, schema, owner, { files: memory.files, egress: web.egress });

test('a schema says whether an action takes files', () => {
  expect(takesFiles(schema)).toBe(true);
  expect(takesFiles(toJsonSchema(z.object({ file: z.string() }), 'input'))).toBe(false);
  expect(takesFiles({})).toBe(false);
});

test('base64 becomes a handle, the rest of the input stays, and the input itself is not touched', async () => {
  const memory = memoryFiles();
  const input = { title: 'x', slides: { base64: Buffer.from('Grüße').toString('base64'), name: 'a.PDF' } };
  const before = structuredClone(input);
  const output = await fetchFiles(input, webOf({}), memory);
  expect(output).toMatchObject({ title: 'x', slides: { file: 'file_1', name: 'a.PDF' } });
  expect(memory.saved).toEqual([
    { tenantId: 'ten_1', name: 'a.PDF', contentType: 'application/pdf', content: 'Grüße' },
  ]);
  expect(input).toEqual(before);
});

test('a handle is looked up as the caller’s own', async () => {
  expect(await fetchFiles({ slides: { file: 'file_known' } })).toMatchObject({ slides: { name: 'known.txt' } });
  await expect(fetchFiles({ slides: { file: 'file_other' } })).rejects.toMatchObject({ code: 'not_found' });
});

describe('an address', () => {
  test('is downloaded without credentials, only from its own origin, never from private ones', async () => {
    const web = webOf({ 'https://files.test/a%20b.txt': { text: 'hello', headers: { 'content-type': 'text/x' } } });
    const memory = memoryFiles();
    await fetchFiles({ slides: { url: 'https://files.test/a%20b.txt' } }, web, memory);
    expect(memory.saved).toEqual([{ tenantId: 'ten_1', name: 'a b.txt', contentType: 'text/x', content: 'hello' }]);
    expect(web.asked[0]).toMatchObject({
      method: 'GET',
      headers: {},
      policy: { origins: ['https://files.test'], allowPrivate: false, publicOnly: true },
      limits: { key: 'file-inputs ten_1' },
    });
  });

  test('that redirects is followed, each hop under its own policy', async () => {
    const web = webOf({
      'https://a.test/': { status: 302, headers: { location: 'https://b.test/x' } },
      'https://b.test/x': { status: 307, headers: { location: '/y' } },
      'https://b.test/y': { text: 'end' },
    });
    const memory = memoryFiles();
    await fetchFiles({ slides: { url: 'https://a.test/' } }, web, memory);
    expect(memory.saved[0]).toMatchObject({ name: 'y', content: 'end' });
    expect(web.asked.map(({ policy }) => policy.origins[0])).toEqual([
      'https://a.test',
      'https://b.test',
      'https://b.test',
    ]);
  });

  test.each([
    ['redirects for ever', { status: 302, headers: { location: 'https://a.test/' } }, 'more than 5'],
    ['redirects to nowhere', { status: 302 }, 'answered 302'],
    ['redirects to nonsense', { status: 302, headers: { location: 'http://[' } }, 'answered 302'],
    ['is not found', { status: 404 }, 'answered 404'],
    ['fails', { status: 500 }, 'answered 500'],
  ])('that %s is the caller’s mistake', async (_, page, message) => {
    const result = fetchFiles({ slides: { url: 'https://a.test/' } }, webOf({ 'https://a.test/': page }));
    await expect(result).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(`^slides: .*${message}`),
    });
  });

  test('with a query that may be a secret is named without it', async () => {
    const result = fetchFiles({ slides: { url: 'https://a.test/x?token=S3CRET' } });
    await expect(result).rejects.toMatchObject({ message: expect.not.stringContaining('S3CRET') });
  });

  test.each([
    ['https://a.test/', undefined, 'download'],
    ['https://a.test/%zz', undefined, '%zz'],
    ['https://a.test/x', 'mine.csv', 'mine.csv'],
  ])('%s named %s is kept as %s', async (url, name, kept) => {
    const memory = memoryFiles();
    const slides = name === undefined ? { url } : { url, name };
    await fetchFiles({ slides }, webOf({ [url]: { text: 'x' } }), memory);
    expect(memory.saved[0]?.name).toBe(kept);
  });
});

test('a name like a member of every object has no media type of its own', async () => {
  const memory = memoryFiles();
  await fetchFiles({ slides: { base64: '', name: 'x.constructor' } }, webOf({}), memory);
  expect(memory.saved[0]?.contentType).toBe('application/octet-stream');
});

test.each(['text/plain\r\nx-evil: 1', 'text', 'text/plain;\n', 'a b/c'])(
  'the content type %j is refused with the input',
  (contentType) => {
    expect(fileInput('File').safeParse({ base64: '', name: 'a', contentType }).success).toBe(false);
  },
);

test.each(['text/plain', 'text/plain; charset="utf-8"', 'application/vnd.a+json;v=1'])(
  'the content type %j is taken',
  (contentType) => {
    expect(fileInput('File').safeParse({ base64: '', name: 'a', contentType }).success).toBe(true);
  },
);

test.each([undefined, null, 'text', 5])('an input that is no object is given back: %j', async (input) => {
  expect(await fetchFiles(input)).toBe(input);
});

test('files inside lists and objects are fetched too, and an error names where one stands', async () => {
  const nested = toJsonSchema(
    z.strictObject({ mail: z.strictObject({ files: z.array(z.strictObject({ file: fileInput('A file') })) }) }),
    'input',
  );
  const memory = memoryFiles();
  const parts = { files: memory.files, egress: webOf({}).egress };
  expect(takesFiles(nested)).toBe(true);
  const one = { file: { base64: 'YQ==', name: 'a.txt' } };
  const fetched = await fetchFileInputs(
    { mail: { files: [one, { file: { file: 'file_known' } }] } },
    nested,
    owner,
    parts,
  );
  expect(fetched).toMatchObject({ mail: { files: [{ file: { file: 'file_1' } }, { file: { name: 'known.txt' } }] } });
  const gone = { file: { url: 'https://files.test/gone' } };
  await expect(fetchFileInputs({ mail: { files: [one, gone] } }, nested, owner, parts)).rejects.toThrow(
    /mail\.files\[1\]\.file: .* answered 404/,
  );
});

test('a file is read into memory only up to a size', async () => {
  const { files } = memoryFiles();
  const file = { file: 'file_known', name: 'big.pdf', contentType: '', sizeBytes: 11, sha256: '' };
  await expect(contentOf(files, file, 10)).rejects.toMatchObject({
    code: 'payload_too_large',
    message: expect.stringContaining('big.pdf has 11'),
  });
  expect(await contentOf(files, file, 11)).toEqual(Buffer.of());
});
