import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import * as catalog from '../client/catalog.gen.ts';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);

const actions = {
  items: [{ id: 'app.list-rooms', key: 'list-rooms', name: 'List rooms', effect: 'read', description: 'All rooms' }],
};
const failed = (status: number, code: string, type = 'bad_request') => ({
  status,
  body: { type, code, message: `it is ${code}`, hint: `mend ${code}`, requestId: 'req_1' },
});

test('a search as the skills write it reaches the gateway with all its parts and the local token', async () => {
  const { server, env } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(
    ['action', 'list', '--connectionId=con_1', '--intent', 'schedule a webinar', '--limit', '10', '--json'],
    { env },
  );
  expect(result).toEqual({ code: 0, stdout: `${JSON.stringify(actions)}\n`, stderr: '' });
  expect(server.received[0]?.url).toBe('/actions?connectionId=con_1&intent=schedule+a+webinar&limit=10');
  expect(server.received[0]?.headers.authorization).toBe('Bearer local-token');
});

test.each([[['--connection-id', 'con_1']], [['--connectionId', 'con_1']], [['--connectionid=con_1']]])(
  '%j is a spelling of --connectionId',
  async (flags) => {
    const { server, env } = await gateway({ 'GET /actions': { body: actions } });
    await cli(['action', 'list', ...flags, '--json'], { env });
    expect(server.received[0]?.url).toBe('/actions?connectionId=con_1');
  },
);

test('an action runs with its flags before and after its id', async () => {
  const { server, env } = await gateway({
    'POST /actions/list-rooms/run': { body: { output: [], actionRunId: 'run_1' } },
  });
  await cli(['action', 'run', '--connectionId=con_1', 'list-rooms', '--json'], { env });
  await cli(['action', 'run', 'list-rooms', '--connectionId=con_1', '--json', '--input', '{ "key": 1 }'], { env });
  expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([
    { connectionId: 'con_1' },
    { connectionId: 'con_1', input: { key: 1 } },
  ]);
});

test('global flags may stand before the command', async () => {
  const { server, env } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['--json', '--timeout', '5', 'action', '--quiet', 'list', '--limit', '3'], { env });
  expect(result.code).toBe(0);
  expect(server.received[0]?.url).toBe('/actions?limit=3');
});

test('input is read from standard input', async () => {
  const { server, env } = await gateway({ 'POST /actions/a/run': { body: { output: 1, actionRunId: 'run_1' } } });
  await cli(['action', 'run', 'a', '--input', '-', '--json'], { env, stdin: '{"from": "stdin"}' });
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ input: { from: 'stdin' } });
});

test('bad JSON names the flag and the place, and nothing is sent', async () => {
  const { server, env } = await gateway();
  const result = await cli(['action', 'run', 'a', '--input', '{"a": tru}'], { env });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('--input is not JSON: expected a value at position 6, found "tru}"');
  expect(server.received).toHaveLength(0);
});

test('booleans take =true, --no- and nothing', async () => {
  const { server, env } = await gateway({ 'GET /connections': { body: { items: [] } } });
  for (const flag of [
    '--includeArchived',
    '--include-archived=true',
    '--no-includeArchived',
    '--includeArchived=false',
  ]) {
    await cli(['connection', 'list', flag, '--json'], { env });
  }
  expect(server.received.map(({ url }) => url.split('=')[1])).toEqual(['true', 'true', 'false', 'false']);
});

test('a wrong number and a wrong choice are refused with what is right', async () => {
  const number = await cli(['connection', 'list', '--limit', 'ten']);
  const choice = await cli(['connection', 'list', '--state', 'ready', '--json']);
  expect([number.code, choice.code]).toEqual([2, 2]);
  expect(number.stderr).toContain('--limit takes a whole number, not "ten"');
  expect(JSON.parse(choice.stdout).error.hint).toBe('Give one of: READY, BUILDING');
});

test('lists take the flag again, commas and a JSON array', async () => {
  const { server, env } = await gateway({ 'POST /tokens': { body: { id: 'tok_1' } } });
  for (const scopes of [
    ['--scopes', 'actions:read', '--scopes', 'proxy'],
    ['--scopes', 'actions:read,proxy'],
    ['--scopes', '["actions:read","proxy"]'],
  ]) {
    await cli(['token', 'create', '--tenant', 'acme', ...scopes], { env });
  }
  expect(server.received.map(({ body }) => JSON.parse(body).scopes)).toEqual(Array(3).fill(['actions:read', 'proxy']));
});

test('credentials come from standard input, bare or as an object, and have no flag', async () => {
  const { server, env } = await gateway({ 'PATCH /connections/con_1': { body: { id: 'con_1', state: 'READY' } } });
  await cli(['connection', 'patch', 'con_1', '--credentials-stdin', '--json'], { env, stdin: 'k3y\n' });
  await cli(['connection', 'patch', 'con_1', '--credentials-stdin', '--json'], { env, stdin: '{"apiKey": "k3y"}' });
  const refused = await cli(['connection', 'patch', 'con_1', '--input', 'k3y'], { env });
  expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([{ input: 'k3y' }, { input: { apiKey: 'k3y' } }]);
  expect(refused.code).toBe(2);
});

test('broken credentials are refused without repeating them', async () => {
  const { env } = await gateway();
  const result = await cli(['connection', 'patch', 'con_1', '--credentials-stdin'], {
    env,
    stdin: '{"apiKey": s3cret}',
  });
  expect(result.code).toBe(2);
  expect(result.stderr).not.toContain('s3cret');
});

const warning = 'credentials on the command line are visible';

test.each([
  ['{"input": {"baseUrl": "https://api.a.co", "auth": "bearer", "testPath": "/me"}}', false],
  ['{"input": {"openapi": "https://api.a.co/openapi.json"}}', false],
  ['{"input": {"app": "app_1"}, "name": "One"}', false],
  ['{"input": {"baseUrl": "https://api.a.co", "auth": "bearer", "token": "t"}}', true],
  ['{"input": {"clientId": "c", "clientSecret": "s"}}', true],
  ['{"input": "t"}', true],
  ['{"credentials": {"token": "t"}}', true],
])('--data warns of secrets alone: %s', async (data, isWarned) => {
  const { env } = await gateway({ 'PATCH /connections/con_1': { body: { id: 'con_1' } } });
  const { stderr } = await cli(['connection', 'patch', 'con_1', '--data', data], { env });
  expect(stderr.includes(warning)).toBe(isWarned);
});

test('--data gives several fields at once and single flags win over it', async () => {
  const { server, env } = await gateway({ 'PATCH /connections/con_1': { body: { id: 'con_1' } } });
  await cli(['connection', 'patch', 'con_1', '--data', '{"name": "old", "key": "k"}', '--name', 'new'], { env });
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ name: 'new', key: 'k' });
});

test.each([
  [401, 'not_authenticated', 4],
  [404, 'not_found', 5],
  [409, 'client_action_required', 6],
  [429, 'rate_limited', 7],
  [422, 'upstream_refused', 8],
  [500, 'internal', 1],
])('an answer %i %s ends with exit code %i', async (status, code, exitCode) => {
  const type =
    { client_action_required: 'connection', upstream_refused: 'action_run', internal: 'internal' }[code] ??
    'bad_request';
  const { env } = await gateway({ 'GET /actions': failed(status, code, type) });
  const result = await cli(['action', 'list', '--json'], { env });
  expect(result.code).toBe(exitCode);
  expect(JSON.parse(result.stdout)).toEqual({
    error: { code, message: `it is ${code}`, hint: `mend ${code}`, requestId: 'req_1' },
  });
  expect(result.stderr).toBe('');
});

test('a failure for a person is what, why and what to do, on stderr', async () => {
  const { env } = await gateway({ 'GET /actions': failed(404, 'not_found') });
  const result = await cli(['action', 'list'], { env });
  expect(result.stdout).toBe('');
  expect(result.stderr).toBe('error: it is not_found\n  why: not_found · req_1\n   do: mend not_found\n');
});

test('an answer that is no JSON says so', async () => {
  const { env } = await gateway({ 'GET /actions': { body: '<html>proxy</html>' } });
  const result = await cli(['action', 'list', '--json'], { env });
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).error.message).toContain('<html>proxy</html>');
});

test('a gateway that does not answer in time ends with 124', async () => {
  const { env } = await gateway({ 'GET /actions': { hang: true } });
  const result = await cli(['action', 'list', '--timeout', '0.1', '--json'], { env });
  expect(result.code).toBe(124);
});

test('a wait of its own does not run into the time-out of the client', async () => {
  const { server, env } = await gateway({ 'GET /connections/con_1': { body: { id: 'con_1', state: 'BUILDING' } } });
  const result = await cli(['connection', 'get', 'con_1', '--wait', '--timeout', '30', '--json'], { env });
  expect(result.code).toBe(0);
  expect(server.received[0]?.url).toBe('/connections/con_1?wait=true&timeout=30');
});

test('an unknown command and an unknown flag are answered with the nearest one', async () => {
  const command = await cli(['action', 'lst', '--json']);
  const group = await cli(['conection', 'list']);
  const flag = await cli(['action', 'list', '--limt', '3', '--json']);
  expect([command.code, group.code, flag.code]).toEqual([2, 2, 2]);
  expect(JSON.parse(command.stdout).error.hint).toBe('Did you mean action list?');
  expect(group.stderr).toContain('Did you mean connection?');
  expect(JSON.parse(flag.stdout).error.hint).toBe('Did you mean --limit?');
});

test.each([
  [['sandbox', 'hold'], 'Did you mean sandbox hold-session?'],
  [['login', 'complet', 'K7QF-2M9D'], 'Did you mean login complete?'],
  [['connection', 'ensrue'], 'Did you mean connection ensure?'],
])('%j is answered with the whole command that is meant', async (argv, hint) => {
  const result = await cli(argv);
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(hint);
});

test('half a command and a missing argument say how to go on', async () => {
  const half = await cli(['connection']);
  const missing = await cli(['action', 'run', '--json']);
  expect([half.code, missing.code]).toEqual([2, 2]);
  expect(half.stderr).toContain('Go on with one of: ensure, get, list, patch');
  expect(JSON.parse(missing.stdout).error.message).toBe("Missing required argument 'id'");
});

test("a sandbox control goes to its sandbox's control address", async () => {
  const { server: sandbox } = await gateway({
    'POST /_sandbox/controls/hold-session': { body: { output: { sessionId: 9 } } },
  });
  const listed = {
    items: [
      {
        app: 'meetings',
        url: `${sandbox.url}/v1`,
        credentials: { apiKey: 'k' },
        controlUrl: sandbox.url,
        controlToken: 'sbx-1',
      },
    ],
  };
  const { env } = await gateway({ 'GET /sandboxes': { body: listed } });
  const result = await cli(['sandbox', 'hold-session', '--room', '7', '--attendees', '3', '--json'], { env });
  expect(JSON.parse(result.stdout)).toEqual({ sessionId: 9 });
  expect(sandbox.received[0]?.headers['x-sandbox-token']).toBe('sbx-1');
  expect(JSON.parse(sandbox.received[0]?.body ?? '')).toEqual({ room: 7, attendees: 3 });
});

test('code that is the name of a file is refused with what is meant, and sent where there is no such file', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'porin-code-'));
  writeFileSync(join(cwd, 'rooms.js'), 'module.exports = async () => 1');
  const { server, env } = await gateway({ 'POST /act': { body: { output: 1 } } });
  const act = (code: string) => cli(['act', '--code', code], { env, cwd, catalog });
  expect(await act('rooms.js')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean --code @rooms.js?'),
  });
  expect((await act('others.js')).code).toBe(0);
  expect((await act('@rooms.js')).code).toBe(0);
  expect(server.to('POST /act')).toHaveLength(2);
});

test('an answer that is a replay says so on stderr', async () => {
  const answer = { body: { output: { id: 7 }, actionRunId: 'run_1' } };
  const replayed = { ...answer, headers: { 'idempotency-replayed': 'true' } };
  const { env } = await gateway({ 'POST /actions/add/run': answer, 'POST /actions/again/run': replayed });
  const run = (key: string) => cli(['action', 'run', key, '--idempotencyKey', 'k'], { env, catalog });
  expect((await run('add')).stderr).toBe('run run_1\n');
  expect((await run('again')).stderr).toBe('run run_1\nreplayed: it was done before under this key, and not again\n');
});

test('the next step has the example of the action, quoted for the shell', async () => {
  const action = { id: 'app.add', key: 'add', name: 'Add', example: { input: { title: "It's {id}" } } };
  const { env } = await gateway({ 'GET /actions/add': { body: action } });
  const { stderr, stdout } = await cli(['action', 'get', 'add', '--connectionId', 'con_1'], { env, catalog });
  expect(stderr).toBe(
    `${String.raw`next: porin action run app.add --connectionId=con_1 --input '{"title":"It'\''s {id}"}'`}\n`,
  );
  expect(stdout).toContain('example');
});

test('what is saved for everybody has a next step too', async () => {
  const { env } = await gateway({ 'POST /actions': { body: { id: 'act_1', key: 'add', name: 'Add' } } });
  const { stderr } = await cli(['action', 'create', '--name', 'Add'], { env, catalog });
  expect(stderr).toBe("next: porin action run act_1 --input '{…}'\n");
});

test('completion without a shell lists the shells', async () => {
  const { code, stderr } = await cli(['completion']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish, powershell')]);
});
