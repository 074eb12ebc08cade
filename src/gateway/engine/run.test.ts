import { afterEach, describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function tiny(options: TinyOptions) {
  const made = await tinyGateway(options);
  undo.push(made.stop);
  return made;
}

const full = () => Promise.reject(new PorinError('unavailable', 'The disk is full'));

describe('an app that never answers', () => {
  test('fails a reading run after the connector’s time', async () => {
    const { run, record } = await tiny({ app: () => undefined });
    await expect(run('get-thing')).rejects.toMatchObject({ code: 'upstream_failed', actionRunId: expect.any(String) });
    expect(await record()).toMatchObject({ status: 'error' });
  });

  test('leaves a writing run unknown, sent once', async () => {
    const { run, record, seen } = await tiny({ app: () => undefined });
    await expect(run('make-thing')).rejects.toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringContaining('before repeating'),
    });
    expect(seen).toEqual(['POST /things']);
    expect(await record()).toMatchObject({ status: 'unknown' });
  });

  test('stalls in the middle of its answer', async () => {
    const { run, seen } = await tiny({
      app: (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).write('{"a":'),
    });
    await expect(run('make-thing')).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(seen).toHaveLength(1);
  });
});

test('an answer larger than the connector allows is an error, not a crash', async () => {
  const { run } = await tiny({ app: (_, response) => void response.end('x'.repeat(100_000)) });
  await expect(run('get-thing')).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('an app that is not there fails reading and writing alike, for nothing was sent', async () => {
  const { run, record, stop } = await tiny({ app: (request) => void request.socket.destroy() });
  undo.length = 0;
  await expect(run('get-thing')).rejects.toMatchObject({ code: 'upstream_failed' });
  expect(await record()).toMatchObject({ status: 'error' });
  await stop();
});

describe('the record of a run', () => {
  test('is there before a write leaves', async () => {
    let statusMeanwhile: unknown;
    const made = await tiny({
      app: (_, response) =>
        void made.record().then((record) => {
          statusMeanwhile = record?.status;
          response.writeHead(201).end();
        }),
    });
    await made.run('make-thing');
    expect(statusMeanwhile).toBe('running');
    expect(await made.record()).toMatchObject({ status: 'success', completedAt: expect.any(String) });
  });

  test('that cannot be claimed keeps the write from leaving', async () => {
    const { run, seen } = await tiny({
      app: (_, response) => void response.end(),
      storage: (storage) => ({ ...storage, runs: { ...storage.runs, claim: full } }),
    });
    await expect(run('make-thing')).rejects.toMatchObject({ code: 'unavailable', message: 'The disk is full' });
    expect(seen).toEqual([]);
  });

  test('that cannot be completed does not hide that the write was done', async () => {
    const { run, record } = await tiny({
      app: (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}'),
      storage: (storage) => ({ ...storage, runs: { ...storage.runs, complete: full } }),
    });
    expect(await run('make-thing')).toMatchObject({ output: { id: 1 } });
    expect(await record()).toMatchObject({ status: 'running' });
  });

  test('that cannot be completed does not hide why the write failed', async () => {
    const { run } = await tiny({
      app: (_, response) => void response.writeHead(422).end('{"message":"no"}'),
      storage: (storage) => ({ ...storage, runs: { ...storage.runs, complete: full } }),
    });
    await expect(run('make-thing')).rejects.toMatchObject({ code: 'upstream_refused' });
  });

  test('that cannot be kept does not hide why a reading run failed', async () => {
    const { run } = await tiny({
      app: (_, response) => void response.writeHead(422).end('{"message":"no"}'),
      storage: (storage) => ({ ...storage, runs: { ...storage.runs, record: full } }),
    });
    await expect(run('get-thing')).rejects.toMatchObject({ code: 'upstream_refused' });
  });

  test('keeps how a long output begins, and says that it was cut', async () => {
    const { run, record } = await tiny({
      app: (_, response) => void response.end(JSON.stringify({ text: 'x'.repeat(9_000) })),
    });
    expect(await run('get-thing')).toMatchObject({ output: { text: expect.stringMatching(/^x{9000}$/) } });
    expect(await record()).toMatchObject({ output: { text: expect.any(String) } });
  });
});

describe('an action of several requests', () => {
  test('that fails at the second, after the first was done, is unknown', async () => {
    const { run, record, seen } = await tiny({
      app: (request, response) => {
        if (request.url === '/things') response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
        else response.writeHead(503).end();
      },
    });
    await expect(run('make-two')).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(seen).toEqual(['POST /things', 'POST /second']);
    expect(await record()).toMatchObject({ status: 'unknown' });
  });

  test('that fails at the first has done nothing', async () => {
    const { run, record } = await tiny({ app: (_, response) => void response.writeHead(503).end() });
    await expect(run('make-two')).rejects.toMatchObject({ code: 'upstream_failed' });
    expect(await record()).toMatchObject({ status: 'error' });
  });
});

test('a caller who is gone before it starts sends nothing', async () => {
  const { run, seen } = await tiny({ app: (_, response) => void response.end() });
  await expect(run('make-thing', AbortSignal.abort())).rejects.toThrow();
  expect(seen).toEqual([]);
});
