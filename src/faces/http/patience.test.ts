import { afterEach, expect, test } from 'vitest';
import type { Patience } from './patience.ts';
import { startFace } from './server.fixture.ts';

type Face = Awaited<ReturnType<typeof startFace>>;
const started: Face[] = [];
afterEach(async () => {
  for (const face of started.splice(0)) await face.stop();
});

async function impatient(patience: Partial<Patience>) {
  const face = await startFace({ patience });
  started.push(face);
  const head = (route: string) =>
    `${route} HTTP/1.1\r\nhost: 127.0.0.1:${face.port}\r\nauthorization: Bearer tenant\r\n`;
  /** All that comes back until the server ends the connection, and how long that took. */
  const endOf = async (text: string) => {
    const startedAt = performance.now();
    const answer = await face.exchange(text, 5_000);
    return { answer, tookMs: performance.now() - startedAt };
  };
  return { face, head, endOf };
}

/** Far below what the fixture waits for. */
const soonMs = 3_000;

test('a JSON body that does not come whole is answered, and the connection ends when the rest stays away too', async () => {
  const { head, endOf } = await impatient({ bodyMs: 100, drainMs: 100 });
  const { answer, tookMs } = await endOf(`${head('POST /things')}content-length: 50\r\n\r\n{"name":`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('The body did not come whole in 0.1 s; 8 bytes of it did');
  expect(tookMs).toBeGreaterThan(190);
  expect(tookMs).toBeLessThan(soonMs);
});

test('a form that does not come whole ends with its connection, a file may take long', async () => {
  const { face, head, endOf } = await impatient({ bodyMs: 100 });
  const form = await endOf(`${head('POST /oauth/token')}content-length: 50\r\n\r\ngrant_type`);
  expect(form.tookMs).toBeLessThan(soonMs);
  const pieces = [`${head('POST /files')}content-length: 9\r\n\r\nslow`];
  const startedAt = performance.now();
  await face.exchange(pieces, 600);
  expect(performance.now() - startedAt).toBeGreaterThan(500);
});

test('headers that do not come whole are answered with 408', async () => {
  const { head, endOf } = await impatient({ headersMs: 200 });
  const { answer, tookMs } = await endOf(head('GET /things'));
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('The headers did not come whole in 0.2 s');
  expect(tookMs).toBeLessThan(soonMs);
});

test('what is left of an answered request is read for so long, also after a success', async () => {
  const { head, endOf } = await impatient({ drainMs: 100 });
  for (const [route, status] of [
    ['POST /things', 413],
    ['GET /things', 200],
    ['GET /connections/con_1/proxy/x', 404],
  ] as const) {
    const { answer, tookMs } = await endOf(`${head(route)}content-length: 5000\r\n\r\n{`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(tookMs).toBeLessThan(soonMs);
  }
});

test('a connection on which nothing moves ends, before a request and between two', async () => {
  const silent = await impatient({ silenceMs: 150 });
  expect((await silent.endOf('')).tookMs).toBeLessThan(soonMs);
  const kept = await impatient({ keepAliveMs: 150 });
  const { answer, tookMs } = await kept.endOf(`${kept.head('GET /things')}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(tookMs).toBeLessThan(soonMs);
});
