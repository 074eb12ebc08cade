import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

const maxFileBytes = 256 * 1024;
let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  gateway = await bootGateway({ settings: { maxFileBytes } });
  connectionId = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

async function upload(content: Uint8Array<ArrayBuffer>, name = 'notes.txt', token?: string) {
  return gateway.call('POST /files', {
    raw: content,
    headers: { 'content-type': 'text/plain', 'x-file-name': encodeURIComponent(name) },
    ...(token === undefined ? {} : { token }),
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function contentOf(handle: string, token = gateway.ownerToken): Promise<{ response: Response; content: Buffer }> {
  const response = await fetch(`${gateway.url}/files/${handle}`, { headers: { authorization: `Bearer ${token}` } });
  return { response, content: Buffer.from(await response.arrayBuffer()) };
}

describe('files', () => {
  test('come back as they were sent, as a download and never as a page', async () => {
    const sent = randomBytes(100_000);
    const { status, body } = await upload(new Uint8Array(sent), 'Ünïcode "plan".txt');
    expect(status).toBe(201);
    const sha256 = createHash('sha256').update(sent).digest('hex');
    expect(body).toMatchObject({ name: 'Ünïcode "plan".txt', contentType: 'text/plain', sizeBytes: 100_000, sha256 });
    const { response, content } = await contentOf(body.file);
    expect(content.equals(sent)).toBe(true);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('Ünïcode "plan".txt'));
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('answer HEAD with their headers alone', async () => {
    const { body } = await upload(bytes('hello'));
    const complaints = vi.spyOn(console, 'error');
    const response = await fetch(`${gateway.url}/files/${body.file}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${gateway.ownerToken}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('5');
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('');
    // By its answer, whatever followed the first one has happened.
    expect((await contentOf(body.file)).content.toString()).toBe('hello');
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  test('may be empty', async () => {
    const { body } = await upload(bytes(''));
    expect(body.sizeBytes).toBe(0);
    expect((await contentOf(body.file)).content).toHaveLength(0);
  });

  test('of another tenant do not exist', async () => {
    const { body } = await upload(bytes('mine'));
    const token = await gateway.tokenOf('other');
    expect(await gateway.call(`GET /files/${body.file}`, { token })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const own = await gateway.sandboxConnection({ token });
    const run = await gateway.run('upload-file', own.id, { file: { file: body.file } }, { token });
    expect(run).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('have names that cannot climb out of a folder', async () => {
    const { body } = await upload(bytes('x'), '../../etc/pass\u0000wd\u202etxt');
    expect(body.name).toBe('passwdtxt');
    for (const id of ['../porin.db', '..%2fporin.db', '%2e%2e%2fporin.db'])
      expect((await gateway.call(`GET /files/${id}`)).status).toBe(404);
  });

  test('without a name are refused', async () => {
    const answer = await gateway.call('POST /files', { raw: 'x' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(answer.body.message).toContain('x-file-name');
  });

  test('that are too large are refused, known or not, and leave nothing', async () => {
    const before = readdirSync(join(gateway.dataDir, 'files')).length;
    const known = await upload(new Uint8Array(maxFileBytes + 1));
    expect(known).toMatchObject({ status: 413, body: { key: 'payload_too_large' } });
    expect(known.body.hint).toContain('maxFileBytes');
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent++ === 64) return controller.close();
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const response = await fetch(`${gateway.url}/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.ownerToken}`, 'x-file-name': 'big' },
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(readdirSync(join(gateway.dataDir, 'files'))).toHaveLength(before);
  });
});

describe('actions that take a file', () => {
  const run = (file: unknown) => gateway.run('upload-file', connectionId, { file });

  test('take base64', async () => {
    const answer = await run({ base64: Buffer.from('Slide one').toString('base64'), name: 'one.txt' });
    expect(answer).toMatchObject({ status: 200, body: { output: { name: 'one.txt' } } });
  });

  test('take a handle, and a download gives the same content back', async () => {
    const sent = randomBytes(50_000);
    const { body: handle } = await upload(new Uint8Array(sent), 'two.txt');
    const uploaded = await run({ file: handle.file });
    expect(uploaded.status).toBe(200);
    const downloaded = await gateway.run('download-file', connectionId, { file_id: uploaded.body.output.id });
    expect(downloaded.status).toBe(200);
    expect(downloaded.body.output.sha256).toBe(handle.sha256);
    const { content } = await contentOf(downloaded.body.output.file);
    expect(content.equals(sent)).toBe(true);
  });

  test.each([
    ['an unknown handle', { file: 'file_nothing' }, 404],
    ['no base64', { base64: '***', name: 'x.txt' }, 400],
    ['an address without http', { url: 'file:///etc/passwd' }, 400],
    ['a text', 'one.txt', 400],
    ['nothing', undefined, 400],
  ])('refuse %s', async (_, file, status) => {
    const answer = await run(file);
    expect(answer.status).toBe(status);
    expect(answer.body.type).toBe('bad_request');
  });

  test.each([
    'http://127.0.0.1:1/x.txt',
    'http://169.254.169.254/x',
    'http://localhost/x',
    'http://[::1]/x',
    'http://10.0.0.1/x',
  ])('do not fetch %s', async (url) => {
    const answer = await run({ url });
    expect(answer).toMatchObject({ status: 403, body: { key: 'egress_denied' } });
  });
});

describe('files by address', () => {
  test('are not fetched from ranges that the operator opened for apps', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url);
      response.end('inside');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const open = await bootGateway({ settings: { egressAllowCidrs: '127.0.0.0/8' } });
    try {
      const { id } = await open.sandboxConnection();
      expect(await open.run('upload-file', id, { file: { url: `${origin}/x.txt` } })).toMatchObject({
        status: 403,
        body: {
          key: 'egress_denied',
          message: expect.stringContaining('file: '),
          hint: expect.stringContaining('/files'),
        },
      });
      expect(seen).toEqual([]);
    } finally {
      await open.stop();
      server.close();
    }
  });
});
