import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../sandbox/server.ts';
import { account } from '../account.ts';
import definition from '../index.ts';
import { demoPng } from '../seed/files.ts';

interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Sends exactly these headers and bytes, as no fetch would. */
async function bootWire() {
  const sandbox = await startSandbox(definition, { app: 'clickmeeting', port: 0 });
  onTestFinished(() => sandbox.close());
  return (method: string, path: string, sent: { headers?: Record<string, string>; body?: string | Buffer } = {}) =>
    new Promise<WireAnswer>((resolve, reject) => {
      const headers = { 'X-API-KEY': account.apiKey, ...sent.headers };
      const outgoing = request(`${sandbox.url}${path}`, { method, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            contentType: incoming.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
          }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(sent.body);
    });
}

const json = (answer: WireAnswer) => JSON.parse(answer.body.toString());
const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('the bodies of real clients are understood over real HTTP', async () => {
  const send = await bootWire();
  const room = 'name=Wire&room_type=webinar&permanent_room=0&access_type=1&starts_at=2030-01-01 10:00&duration=1:20';
  // curl -d with brackets as typed, C# with a leading &, Go without a content type.
  const curl = await send('POST', '/conferences', { headers: form, body: `${room}&settings[encryption_enabled]=1` });
  expect([curl.status, curl.contentType, json(curl).room.settings.encryption_enabled]).toEqual([
    201,
    'application/json',
    true,
  ]);
  const csharp = await send('POST', '/conferences.json', { headers: form, body: `&${room}&registration[enabled]=1` });
  expect(json(csharp).room.registration_enabled).toBe(1);
  const go = await send('POST', '/conferences/', { body: `${room}&registration%5Benabled%5D=true` });
  expect(json(go).room.registration_enabled).toBe(1);
});

test('a PUT without a body, with an empty multipart body, and a GET with a body answer the room', async () => {
  const send = await bootWire();
  expect((await send('PUT', '/conferences/10001', { headers: { 'content-length': '0' } })).status).toBe(200);
  const headers = { 'content-type': 'multipart/form-data; boundary=----moodle' };
  expect((await send('PUT', '/conferences/10001', { headers, body: '------moodle--\r\n' })).status).toBe(200);
  expect(
    (await send('GET', '/conferences/10001', { headers: { ...form, 'content-length': '4' }, body: 'None' })).status,
  ).toBe(200);
});

test('an upload with a comma in its content type arrives byte by byte', async () => {
  const send = await bootWire();
  const png = Buffer.from(demoPng());
  const head =
    '--XYZ\r\nContent-Disposition: form-data; name="uploaded"; filename="profile.png"\r\nContent-Type: text/plain\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head), png, Buffer.from('\r\n--XYZ--\r\n')]);
  const headers = { 'content-type': 'multipart/form-data, boundary=XYZ' };
  const uploaded = await send('POST', '/file-library', { headers, body });
  expect(uploaded.status).toBe(201);
  const file = await send('GET', `/file-library/${json(uploaded).id}/download`);
  expect([file.contentType, file.body.equals(png)]).toEqual(['image/png', true]);
});

test('a body of 33 MB is refused without being kept', async () => {
  const send = await bootWire();
  const announced = { ...form, 'content-length': String(33 * 1024 * 1024), connection: 'close' };
  const answer = await send('POST', '/contacts', {
    headers: announced,
    body: Buffer.alloc(33 * 1024 * 1024, 'a'),
  }).catch(
    // The server may close before the client has sent all.
    () => undefined,
  );
  expect([413, undefined]).toContain(answer?.status);
  expect((await send('GET', '/ping')).status).toBe(200);
});
