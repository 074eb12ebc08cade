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
      hint: expect.stringMatching(
        /before repeating it: porin action run get-thing --connectionId=\S+ --input '{"name":/,
      ),
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

describe('a write that the app accepted', () => {
  test('and whose answer the action cannot read is unknown, not a fault to try again', async () => {
    const { run, record } = await tiny({
      app: (_, response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":1}'),
    });
    await expect(run('read-back')).rejects.toMatchObject({
      code: 'outcome_unknown',
      message: 'Tiny accepted read-back, but its answer could not be read',
      hint: expect.stringContaining('before repeating'),
    });
    expect(await record()).toMatchObject({ status: 'unknown' });
  });

  test('is no longer what a refusal is', async () => {
    const { run } = await tiny({ app: (_, response) => void response.writeHead(409).end('"taken"') });
    await expect(run('read-back')).rejects.toMatchObject({ code: 'upstream_refused' });
  });
});

describe('a secret in the input', () => {
  const apiKey = 'k3y-"quoted"\\thing';
  const answer: TinyOptions['app'] = (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');

  test.each(['get-thing', 'make-thing'])('is not in the record of %s', async (action) => {
    const { ask, record, gateway, caller } = await tiny({ app: answer, apiKey });
    await ask({ action, input: { name: `uses ${apiKey}` } });
    const { id = '' } = (await record()) ?? {};
    const kept = await gateway.ports.runs.get(caller, id, { details: true });
    expect(kept.input).toEqual({ name: 'uses [redacted]' });
    expect(JSON.stringify(kept)).not.toContain('k3y-');
  });
});

test('a live link to the connect page is not in the record of a run', async () => {
  const link = `http://gateway.test/connect/${'a'.repeat(32)}`;
  const { run, record, gateway, caller } = await tiny({
    app: (_, response) => void response.writeHead(422).end(JSON.stringify({ message: `renew at ${link}` })),
  });
  await expect(run('get-thing')).rejects.toMatchObject({ message: expect.stringContaining(link) });
  const { id = '' } = (await record()) ?? {};
  const { error } = await gateway.ports.runs.get(caller, id, { details: true });
  expect(error).toMatchObject({ message: expect.stringContaining('/connect/[redacted]') });
});

describe('a 401', () => {
  const refuse: TinyOptions['app'] = (_, response) => void response.writeHead(401).end();

  test('to a request without credentials says nothing about the connection', async () => {
    const { run, gateway, caller, connectionId } = await tiny({ app: refuse });
    await expect(run('get-thing')).rejects.toMatchObject({ code: 'upstream_refused' });
    expect(await gateway.ports.connections.get(caller, connectionId)).toMatchObject({ state: 'READY' });
  });

  test('to a signed one asks for the credentials', async () => {
    const { run } = await tiny({ app: refuse, apiKey: 'refused-key' });
    await expect(run('get-thing')).rejects.toMatchObject({ code: 'client_action_required' });
  });

  test('that cannot be noted still closes the record', async () => {
    let isBroken = false;
    const made = await tiny({
      app: (_, response) => {
        isBroken = true;
        response.writeHead(401).end();
      },
      apiKey: 'refused-key',
      storage: (storage) => ({
        ...storage,
        connections: {
          ...storage.connections,
          update: (...given) => (isBroken ? full() : storage.connections.update(...given)),
        },
      }),
    });
    await expect(made.run('make-thing')).rejects.toMatchObject({
      message: expect.stringContaining('refused'),
      actionRunId: expect.any(String),
    });
    expect(await made.record()).toMatchObject({ status: 'error', completedAt: expect.any(String) });
  });
});

describe('a download', () => {
  test('may be larger than an answer', async () => {
    const { run } = await tiny({ app: (_, response) => void response.end('x'.repeat(50_000)) });
    expect(await run('get-file')).toMatchObject({ output: { sizeBytes: 50_000 } });
  });

  test('that is refused for a moment is asked for again', async () => {
    const { run, seen } = await tiny({
      app: (_, response) => void (seen.length < 2 ? response.writeHead(503).end() : response.end('whole')),
    });
    expect(await run('get-file')).toMatchObject({ output: { sizeBytes: 5 } });
    expect(seen).toHaveLength(2);
  });
});
