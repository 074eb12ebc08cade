import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import definition from '../index.ts';

async function listen() {
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0 });
  onTestFinished(() => sandbox.close());
  const headers = { 'x-api-key': sandbox.credentials['apiKey'] ?? '' };
  return { sandbox, headers, port: Number(new URL(sandbox.origin).port) };
}

test('a file that announces 2 GB is refused before it is sent', async () => {
  const { headers, port } = await listen();
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const head = [
    'POST /v1/file-library HTTP/1.1',
    'host: 127.0.0.1',
    `x-api-key: ${headers['x-api-key']}`,
    'content-type: multipart/form-data; boundary=b',
    `content-length: ${2 * 1024 ** 3}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n--b\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
});

test('a download that has begun is finished although the file is deleted meanwhile', async () => {
  const { sandbox, headers } = await listen();
  const bytes = Buffer.alloc(12 * 1024 * 1024, 'porin ');
  const body = new FormData();
  body.append('uploaded', new File([bytes], 'long.txt'));
  const uploaded: any = await (await fetch(`${sandbox.url}/file-library`, { method: 'POST', headers, body })).json();
  const { id } = uploaded;
  const download = await fetch(`${sandbox.url}/file-library/${id}/download`, { headers });
  const deleted = await fetch(`${sandbox.url}/file-library/${id}`, { method: 'DELETE', headers });
  expect(deleted.status).toBe(200);
  expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
  expect((await fetch(`${sandbox.url}/file-library/${id}/download`, { headers })).status).toBe(404);
});

test('a recording is sent in parts over the wire, and to HEAD its size alone', async () => {
  const { sandbox, headers } = await listen();
  const listed: any = await (await fetch(`${sandbox.url}/conferences/recordings`, { headers })).json();
  const [recording] = listed;
  const part = await fetch(recording.recording_url, { headers: { range: 'bytes=-1000' } });
  expect([part.status, part.headers.get('content-length'), (await part.arrayBuffer()).byteLength]).toEqual([
    206,
    '1000',
    1000,
  ]);
  const head = await fetch(recording.recording_url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, recording.recording_file_size]);
});

test('a chat is sent in chunks, a file with its length', async () => {
  const { sandbox, headers } = await listen();
  const chat = await fetch(`${sandbox.url}/chats/20001`, { headers });
  expect([chat.status, chat.headers.get('transfer-encoding')]).toEqual([200, 'chunked']);
  const file = await fetch(`${sandbox.url}/file-library/40001/download`, { headers });
  expect(Number(file.headers.get('content-length'))).toBe((await file.arrayBuffer()).byteLength);
});
