import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

// Letters that need no escaping in JSON, URLs or HTML, so that no spelling of it hides from a search.
const canary = 'CANARYqZ7f3k9w2m5x8v1b4n6';

/** An app that accepts the canary and says it aloud in everything it answers. */
async function indiscreetApp(): Promise<string> {
  const server = createServer((request, response) => {
    const key = String(request.headers['x-api-key']);
    const isPing = request.url?.endsWith('/ping') === true;
    const status = isPing ? 200 : request.url?.includes('active') ? 200 : 422;
    const body = isPing
      ? { ping: 'pong' }
      : status === 200
        ? []
        : { code: 422, errors: [{ name: key, message: `bad ${key}` }] };
    response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': key });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  undo.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

/** Every file under a folder, read as bytes. */
function filesUnder(folder: string): { path: string; content: Buffer }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, content: readFileSync(path) }));
}

test('a key appears in no answer, log line, run record, metric, page, announcement or file', async () => {
  const { home, data, env, remove } = temporaryHome();
  undo.push(remove);
  const program = await startProgram({
    data,
    env: {
      ...env,
      PORIN_LOG_LEVEL: 'debug',
      PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
      PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: await indiscreetApp() }),
    },
  });
  undo.push(program.kill);
  const heard: string[] = [];
  const ask = async (...request: Parameters<typeof program.call>) => {
    const answer = await program.call(...request);
    heard.push(`${request[0]} ${answer.status} ${JSON.stringify([...answer.headers])} ${answer.text}`);
    return answer;
  };
  const { body: connection } = await ask('POST /connections/ensure', { body: { appUrl: 'clickmeeting.com' } });
  const page = connection.clientAction.uiUrl.replace(program.url, '');
  await ask(`POST ${page}`, {
    token: null,
    raw: new URLSearchParams({ option: 'api-key', apiKey: `${canary} not one word` }),
  });
  await ask(`PATCH /connections/${connection.id}`, { raw: `{"input": {"apiKey": "${canary}` });
  await ask(`PATCH /connections/${connection.id}`, { body: { input: { apikey: canary } } });
  const ready = await ask(`PATCH /connections/${connection.id}`, { body: { input: { apiKey: canary } } });
  expect(ready.body.state).toBe('READY');
  const run = (action: string, input: unknown, more = {}) =>
    ask(`POST /actions/${action}/run`, { body: { connectionId: connection.id, input, ...more } });
  const good = await run('list-conferences', { status: 'active' });
  expect(good.status).toBe(200);
  const bad = await run('get-conference', { room_id: 1 });
  expect(bad.status).toBe(422);
  await run('create-conference', { name: 'x', room_type: 'meeting', permanent_room: true, access_type: 1 });
  await run('get-conference', { room_id: 1 }, { dryRun: true });
  await ask('POST /act', { body: { connectionId: connection.id, api: { method: 'POST', path: '/x', body: {} } } });
  for (const { body } of [good, bad]) await ask(`GET /action-run-logs/${body.actionRunId}/details`);
  const routes = [
    '/action-run-logs',
    '/connections',
    `/connections/${connection.id}`,
    '/system',
    '/metrics',
    '/tokens',
    '/',
    '/openapi.json',
  ];
  for (const route of routes) await ask(`GET ${route}`);

  expect(heard.filter((answer) => answer.includes(canary))).toEqual([]);
  expect(bad.text).toContain('[redacted]');
  expect(program.said.stderr).not.toContain(canary);
  await program.stop();
  expect(program.said.stderr + program.said.stdout).not.toContain(canary);
  const files = filesUnder(home);
  expect(files.some(({ path }) => path.endsWith('porin.db'))).toBe(true);
  const encoded = [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64').slice(0, 24)];
  const leaks = files.filter(({ content }) => encoded.some((text) => content.includes(text)));
  expect(leaks.map(({ path }) => path)).toEqual([]);
});
