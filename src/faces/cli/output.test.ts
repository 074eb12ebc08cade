import { afterEach, expect, test } from 'vitest';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const actions = {
  items: [{ id: 'app.list-rooms', key: 'list-rooms', name: 'List rooms', effect: 'read', description: 'All rooms' }],
};

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
  expect(result.stdout.match(/http:\/\/x\/connect/g)).toHaveLength(1);
  expect(result.stdout).toContain('Enter the API key:');
  expect(result.stderr).toBe('next: porin connect --connectionId=con_1\n');
});

test('a connection that is being built says how to wait for it, and not to use it', async () => {
  const body = { id: 'con_1', state: 'BUILDING' };
  const { env } = await gateway({ 'POST /connections/ensure': { body } });
  const result = await cli(['connection', 'ensure', 'https://app.example.com/'], { env });
  expect(result.stderr).toBe('next: porin connection get con_1 --wait\n');
});

test('a terminal that does not tell its width counts as 80 columns wide', async () => {
  const { env } = await gateway({ 'GET /actions': { body: actions } });
  const unknown = await cli(['action', 'list'], { env, terminal: 0 });
  expect(unknown.stdout).toBe((await cli(['action', 'list'], { env, terminal: 80 })).stdout);
  expect(unknown.stdout).toContain('DESCRIPTION');
});

test("a person sees an action's output as JSON, and the run's id on stderr", async () => {
  const { env } = await gateway({ 'POST /actions/a/run': { body: { output: { ok: true }, actionRunId: 'run_1' } } });
  expect(await cli(['action', 'run', 'a'], { env })).toEqual({
    code: 0,
    stdout: '{\n  "ok": true\n}\n',
    stderr: 'run run_1\n',
  });
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

test('a dry run shows a person the request itself', async () => {
  const { env } = await gateway({ 'POST /actions/a/run': { body: { output: { dryRun: { method: 'GET' } } } } });
  const result = await cli(['action', 'run', 'a', '--dryRun'], { env });
  expect(JSON.parse(result.stdout)).toEqual({ dryRun: { method: 'GET' } });
});

test('several faults of an input take a line each', async () => {
  const issues = [
    { path: 'name', message: 'required' },
    { path: 'size', message: 'expected number' },
  ];
  const message = 'The input of a is not valid: name: required; size: expected number';
  const body = { type: 'bad_request', code: 'bad_request', message, hint: 'h', requestId: 'req_1', data: { issues } };
  const { env } = await gateway({ 'POST /actions/a/run': { status: 400, body } });
  const { stderr } = await cli(['action', 'run', 'a'], { env });
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    'error: The input of a is not valid:',
    '       - name: required',
    '       - size: expected number',
  ]);
});

test('with --quiet ids alone are on stdout, one a line, and nothing is on stderr', async () => {
  const items = [
    { id: 'con_1', name: 'a', state: 'READY' },
    { id: 'con_2', name: 'b', state: 'READY' },
  ];
  const { env } = await gateway({
    'GET /connections': { body: { items, cursor: 'more' } },
    'GET /connections/con_1': { body: items[0] },
    'POST /actions/x/run': { body: { output: { rooms: 2 }, actionRunId: 'run_1' } },
  });
  expect(await cli(['connection', 'list', '-q'], { env })).toEqual({ code: 0, stdout: 'con_1\ncon_2\n', stderr: '' });
  expect(await cli(['connection', 'get', 'con_1', '-q'], { env })).toMatchObject({ stdout: 'con_1\n', stderr: '' });
  // What an action gives is all that anybody wants of it.
  expect((await cli(['action', 'run', 'x', '-q'], { env })).stdout).toBe('{\n  "rooms": 2\n}\n');
  const none = await gateway({ 'GET /connections': { body: { items: [] } } });
  expect((await cli(['connection', 'list', '-q'], { env: none.env })).stdout).toBe('');
});

test('a terminal too narrow for the ids and states shows one thing below the other', async () => {
  const item = {
    id: 'con_0123456789abcdefghijkl',
    name: 'Sales',
    state: 'CLIENT_ACTION_REQUIRED',
    createdAt: '2026-11-20T11:57:00.000Z',
  };
  const { env } = await gateway({ 'GET /connections': { body: { items: [item] } } });
  const { stdout } = await cli(['connection', 'list', '--no-color'], { env, terminal: 50 });
  expect(stdout).toMatchInlineSnapshot(`
    "id         con_0123456789abcdefghijkl
    name       Sales
    state      CLIENT_ACTION_REQUIRED
    createdAt  3 min ago
    "
  `);
});

test('long JSON is folded for a person at a terminal, and whole in a pipe', async () => {
  const inputSchema = {
    properties: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`f${n}`, { type: 'string' }])),
  };
  const { env } = await gateway({ 'GET /actions/x': { body: { id: 'x', name: 'X', inputSchema } } });
  const shown = await cli(['action', 'get', 'x', '--no-color'], { env, terminal: 80 });
  expect(shown.stdout).toMatch(/… \d+ more lines, whole with --json/);
  expect(shown.stdout.split('\n').length).toBeLessThan(25);
  expect((await cli(['action', 'get', 'x'], { env })).stdout).toContain('f39');
});

test('a long text is wrapped beside its name', async () => {
  const { env } = await gateway({ 'GET /actions/x': { body: { id: 'x', description: 'word '.repeat(40).trim() } } });
  const { stdout } = await cli(['action', 'get', 'x', '--no-color'], { env, terminal: 60 });
  expect(stdout.split('\n').every((line) => line.length <= 60)).toBe(true);
  expect(stdout).toMatch(/^description {2}word .*\n {13}word /m);
});
