import { afterEach, expect, test } from 'vitest';
import { announceIn, cli, emptyEnv, envWithGateway, type Routes, serve, type TestServer } from './testkit.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function gateway(routes: Routes = {}) {
  const server = await serve(routes);
  servers.push(server);
  return { server, env: envWithGateway(server.url) };
}

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
  expect(result).toEqual({ code: 0, stdout: `${JSON.stringify(actions, null, 2)}\n`, stderr: '' });
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
  expect(JSON.parse(command.stdout).error.hint).toBe('Did you mean list?');
  expect(group.stderr).toContain('Did you mean connection?');
  expect(JSON.parse(flag.stdout).error.hint).toBe('Did you mean --limit?');
});

test('half a command and a missing argument say how to go on', async () => {
  const half = await cli(['connection']);
  const missing = await cli(['action', 'run', '--json']);
  expect([half.code, missing.code]).toEqual([2, 2]);
  expect(half.stderr).toContain('Go on with one of: ensure, get, list, patch');
  expect(JSON.parse(missing.stdout).error.message).toBe("Missing required argument 'id'");
});

test('without a gateway the command says how to start one', async () => {
  const result = await cli(['action', 'list'], { program: 'membrane' });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('No gateway is running');
  expect(result.stderr).toContain('membrane up');
});

test('an address and a token from the environment win over what runs here', async () => {
  const { server: local, env } = await gateway();
  const { server: remote } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['action', 'list', '--json'], {
    env: { ...env, MEMBRANE_API_URL: `${remote.url}/`, MEMBRANE_TOKEN: 'tok' },
  });
  expect(result.code).toBe(0);
  expect(remote.received[0]?.headers.authorization).toBe('Bearer tok');
  expect(local.received).toHaveLength(0);
});

test('an address of a gateway that runs here gets its local token', async () => {
  const { server, env } = await gateway({ 'GET /actions': { body: actions } });
  await cli(['action', 'list', '--url', server.url.replace('127.0.0.1', 'localhost')], { env });
  expect(server.received[0]?.headers.authorization).toBe('Bearer local-token');
});

test('a foreign address never gets the local token', async () => {
  const { env } = await gateway();
  const { server: other } = await gateway({ 'GET /actions': { body: actions } });
  await cli(['action', 'list', '--url', other.url], { env });
  expect(other.received[0]?.headers.authorization).toBeUndefined();
});

test('of two gateways the one at the default place is used, else the caller is asked, and --data-dir decides', async () => {
  const { server: first, env } = await gateway({ 'GET /actions': { body: actions } });
  const { server: second } = await gateway({ 'GET /actions': { body: actions } });
  announceIn(env, second.url, { dataDir: '/tmp/other' });
  await cli(['action', 'list'], { env });
  expect(first.received).toHaveLength(1);
  await cli(['action', 'list', '--data-dir', '/tmp/other'], { env });
  expect(second.received).toHaveLength(1);
  const elsewhere = emptyEnv();
  announceIn(elsewhere, first.url, { dataDir: '/tmp/a' });
  announceIn(elsewhere, second.url, { dataDir: '/tmp/b' });
  const asked = await cli(['action', 'list'], { env: elsewhere });
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('/tmp/a');
  expect(asked.stderr).toContain('--data-dir');
});

test('a table fits the terminal, cuts texts and never an id', async () => {
  const item = {
    id: 'con_0123456789abcdefghijkl',
    name: 'A name that is much too long for this terminal',
    state: 'READY',
    createdAt: '2026-11-20T11:57:00.000Z',
  };
  const { env } = await gateway({ 'GET /connections': { body: { items: [item] } } });
  const result = await cli(['connection', 'list', '--no-color'], { env, terminal: 60 });
  expect(result.stdout).toMatchInlineSnapshot(`
    "ID                          NAME           STATE  CREATED AT
    con_0123456789abcdefghijkl  A name that…   READY  3 min ago
    "
  `);
});

test('without a terminal nothing is cut, coloured or made relative', async () => {
  const item = { id: 'con_1', name: 'x'.repeat(200), state: 'READY', createdAt: '2026-11-20T11:57:00.000Z' };
  const { env } = await gateway({ 'GET /connections': { body: { items: [item] } } });
  const result = await cli(['connection', 'list'], { env });
  expect(result.stdout).toContain('x'.repeat(200));
  expect(result.stdout).toContain('2026-11-20T11:57:00.000Z');
  expect(result.stdout).not.toContain('\u001b');
});

test('colour is for terminals, and NO_COLOR, TERM=dumb and --no-color decline it', async () => {
  const { env } = await gateway({ 'GET /connections': { body: { items: [{ id: 'con_1', state: 'READY' }] } } });
  const colored = await cli(['connection', 'list'], { env, terminal: 80 });
  expect(colored.stdout).toContain('\u001b[32mREADY');
  for (const [argv, more] of [
    [['--no-color'], {}],
    [[], { NO_COLOR: '1' }],
    [[], { TERM: 'dumb' }],
    [['--json'], {}],
  ] as const) {
    const plain = await cli(['connection', 'list', ...argv], { env: { ...env, ...more }, terminal: 80 });
    expect(plain.stdout).not.toContain('\u001b');
  }
});

test("an app's text cannot steer the terminal", async () => {
  const { env } = await gateway({
    'GET /connections': { body: { items: [{ id: 'con_1', name: 'a\u001b[2Jb\r\nc\u009b1m' }] } },
  });
  const result = await cli(['connection', 'list', '--no-color'], { env, terminal: 80 });
  expect(result.stdout).toContain('a[2Jb c1m');
});

test('the next step is on stderr, filled with what is known, and silent with --quiet', async () => {
  const { env } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['action', 'list', '--connectionId', 'con_7'], { env, program: 'membrane' });
  expect(result.stderr).toBe('next: membrane action run list-rooms --connectionId=con_7\n');
  expect((await cli(['action', 'list', '--quiet'], { env })).stderr).toBe('');
});

test('a connection that waits for its owner shows where to go', async () => {
  const body = {
    id: 'con_1',
    state: 'CLIENT_ACTION_REQUIRED',
    clientAction: { type: 'connect', description: 'Enter the API key:', uiUrl: 'http://x/connect' },
  };
  const { env } = await gateway({ 'POST /connections/ensure': { body } });
  const result = await cli(['connection', 'ensure', 'https://app.example.com/'], { env });
  expect(result.stderr).toBe('next: Enter the API key: http://x/connect\n');
});

test("a person sees an action's output as JSON, and the run's id on stderr", async () => {
  const { env } = await gateway({ 'POST /actions/a/run': { body: { output: { ok: true }, actionRunId: 'run_1' } } });
  expect(await cli(['action', 'run', 'a'], { env })).toEqual({
    code: 0,
    stdout: '{\n  "ok": true\n}\n',
    stderr: 'run run_1\n',
  });
});

test("a sandbox control goes to its sandbox's control address", async () => {
  const { server: sandbox } = await gateway({
    'POST /_sandbox/controls/hold-session': { body: { output: { sessionId: 9 } } },
  });
  const listed = {
    items: [{ app: 'meetings', url: `${sandbox.url}/v1`, controlUrl: sandbox.url, credentials: { apiKey: 'k' } }],
  };
  const { env } = await gateway({ 'GET /sandboxes': { body: listed } });
  const result = await cli(['sandbox', 'hold-session', '--room', '7', '--attendees', '3', '--json'], { env });
  expect(JSON.parse(result.stdout)).toEqual({ sessionId: 9 });
  expect(JSON.parse(sandbox.received[0]?.body ?? '')).toEqual({ room: 7, attendees: 3 });
});

test('an ignored key and a token on the command line are pointed out', async () => {
  const { env } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['action', 'list', '--tenantKey', 'acme', '--token', 't0ken'], { env });
  expect(result.stderr).toContain('--tenantKey has no effect');
  expect(result.stderr).toContain('--token is visible');
  expect(result.stderr).not.toContain('t0ken');
});

test('--debug tells of requests without their secrets', async () => {
  const { env } = await gateway({ 'GET /actions': { body: actions } });
  const result = await cli(['action', 'list', '--debug', '--json'], { env });
  expect(result.stderr).toMatch(/debug: GET .*\/actions → 200 in \d+ ms/);
  expect(result.stderr).not.toContain('local-token');
});
