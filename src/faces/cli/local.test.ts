import { afterEach, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import type { Boot, StartedGateway, StartFlags } from './boot.ts';
import { cli, emptyEnv, envWithGateway, gatewayFactory, type Routes } from './testkit.ts';

const start = gatewayFactory(afterEach);
const server = async (routes: Routes) => (await start(routes)).server;

const ready = {
  url: 'http://127.0.0.1:4710',
  publicUrl: 'http://127.0.0.1:4710',
  boundTo: 'http://127.0.0.1:4710',
  dataDir: '/data',
  pid: 4242,
  hasOwner: false,
  sandboxes: { meetings: { url: 'http://127.0.0.1:4711/v1', apiKey: 'demo-key' } },
};

function fakeBoot(facts: StartedGateway['ready'] = ready) {
  const seen: { flags?: StartFlags; stops: number } = { stops: 0 };
  let end: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    end = resolve;
  });
  const boot: Boot = {
    start: async (flags) => {
      seen.flags = flags;
      const stop = async () => {
        seen.stops++;
        end();
      };
      return { ready: facts, stopped, stop };
    },
    describeConfig: async (flags) => [
      {
        name: 'port',
        value: String(flags.port ?? 4710),
        source: flags.port ? 'flag --port' : 'default',
        description: 'Port',
      },
    ],
    examine: async () => ({ checks: [] }),
  };
  return { boot: async () => boot, seen, end: () => end() };
}

/** Sends a signal as soon as the command listens for one. */
function signalOnce(signal: 'SIGINT' | 'SIGTERM') {
  return (listener: (signal: 'SIGINT' | 'SIGTERM') => void) => {
    setTimeout(() => listener(signal), 5);
    return () => undefined;
  };
}

test('up --json prints one line when ready and ends with the gateway', async () => {
  const fake = fakeBoot();
  setTimeout(fake.end, 20);
  const result = await cli(['up', '--json'], { boot: fake.boot });
  expect(result).toEqual({ code: 0, stdout: `${JSON.stringify(ready)}\n`, stderr: '' });
});

test('up shows the owner the way in, and says what it is for', async () => {
  const ownerUrl = 'http://127.0.0.1:4710/welcome/abc';
  for (const [hasOwner, what] of [
    [false, 'Makes you the owner'],
    [true, 'Signs you in as the owner'],
  ] as const) {
    const fake = fakeBoot({ ...ready, hasOwner, ownerUrl });
    setTimeout(fake.end, 20);
    const { stdout } = await cli(['up'], { boot: fake.boot });
    expect(stdout).toContain(ownerUrl);
    expect(stdout).toContain(what);
  }
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 0],
] as const)('%s stops the gateway cleanly and ends with %i', async (signal, code) => {
  const fake = fakeBoot();
  const result = await cli(['up', '--json'], { boot: fake.boot, onSignal: signalOnce(signal) });
  expect([result.code, fake.seen.stops]).toEqual([code, 1]);
});

test('up hands its flags on as given and leaves the rest open', async () => {
  const fake = fakeBoot();
  setTimeout(fake.end, 20);
  await cli(
    ['up', '--port', '5000', '--data', 'd', '--no-sandbox', '--apps=sandbox', '--sandboxPortBase', '6000', '--json'],
    { boot: fake.boot },
  );
  expect(fake.seen.flags).toEqual({ port: 5000, data: 'd', sandbox: false, apps: 'sandbox', sandboxPortBase: 6000 });
});

test('up refuses what is no port and no mode', async () => {
  const port = await cli(['up', '--port', 'x']);
  const apps = await cli(['up', '--apps', 'demo']);
  expect([port.code, apps.code]).toEqual([2, 2]);
  expect(apps.stderr).toContain('live, sandbox');
});

test('a gateway that cannot start is one error with its hint', async () => {
  const boot = async () => ({
    ...(await fakeBoot().boot()),
    start: () =>
      Promise.reject(new PorinError('configuration', 'Port 4710 is taken', { hint: 'Choose another with --port' })),
  });
  const result = await cli(['up', '--json'], { boot });
  expect(result.code).toBe(1);
  expect(JSON.parse(result.stdout).error).toMatchObject({ code: 'configuration', message: 'Port 4710 is taken' });
});

test('up shows a person what runs where and three commands to try', async () => {
  const fake = fakeBoot();
  setTimeout(fake.end, 20);
  const { stdout } = await cli(['up'], { boot: fake.boot, program: 'membrane', env: { PORIN_DATA: '/data' } });
  expect(stdout).toMatchInlineSnapshot(`
    "
      Porin 0.1.0 is running

      gateway               http://127.0.0.1:4710
      meetings sandbox      http://127.0.0.1:4711/v1  (apiKey demo-key)
      data                  /data
      process               4242

      Try (in another terminal)
        membrane connection ensure meetings --sandbox
        membrane action list --app meetings
        membrane sandbox requests

      Ctrl-C stops it.

    "
  `);
});

test('up on another data directory names it in every command that it suggests', async () => {
  const fake = fakeBoot();
  setTimeout(fake.end, 20);
  const { stdout } = await cli(['up'], { boot: fake.boot, env: { PORIN_DATA: '/elsewhere' } });
  const suggested = stdout.split('\n').filter((line) => line.startsWith('    porin '));
  expect(suggested).toHaveLength(3);
  for (const line of suggested) expect(line).toMatch(/ --data-dir=\/data$/);
});

test('config print shows each setting and its source', async () => {
  const result = await cli(['config', 'print', '--port', '5000', '--json'], { boot: fakeBoot().boot });
  expect(JSON.parse(result.stdout).items[0]).toMatchObject({ name: 'port', value: '5000', source: 'flag --port' });
});

test('config print says that a gateway which runs has settings of its own', async () => {
  const { url } = await server({});
  const { boot } = fakeBoot();
  const words = ['config', 'print'];
  expect((await cli(words, { boot, env: envWithGateway(url) })).stderr).toContain(`${url} runs with the settings`);
  expect((await cli(words, { boot, env: emptyEnv() })).stderr).toBe('');
});

test('status shows the gateway and its sandboxes, and ends with 1 when nothing runs', async () => {
  const gateway = await server({
    'GET /system': { body: { version: '0.1.0', uptimeMs: 61_000, apps: 'live' } },
    'GET /sandboxes': { body: { items: [{ app: 'meetings', url: 'http://127.0.0.1:4711/v1', credentials: {} }] } },
  });
  const env = envWithGateway(gateway.url);
  const json = await cli(['status', '--json'], { env });
  expect(JSON.parse(json.stdout).gateways).toMatchObject([
    { url: gateway.url, pid: process.pid, version: '0.1.0', sandboxes: [{ app: 'meetings' }] },
  ]);
  const text = await cli(['status'], { env });
  expect(text.stdout).toMatch(/uptime +1 min/);
  expect((await cli(['status'], { env: emptyEnv() })).code).toBe(1);
});

test('up shows the public address, and what the gateway is bound to where that is another', async () => {
  const facts = { publicUrl: 'https://porin.example', boundTo: 'https://0.0.0.0:4710' };
  const fake = fakeBoot({ ...ready, ...facts });
  setTimeout(fake.end, 20);
  const { stdout } = await cli(['up'], { boot: fake.boot });
  expect(stdout).toMatch(/gateway +https:\/\/porin\.example\n +listens on +https:\/\/0\.0\.0\.0:4710\n/);
  const plain = fakeBoot();
  setTimeout(plain.end, 20);
  expect((await cli(['up'], { boot: plain.boot })).stdout).not.toContain('listens on');
});

test('down stops a named gateway and waits until it no longer answers', async () => {
  const gateway = await server({
    'POST /system/stop': () => ({ body: { stopping: true } }),
    'GET /health': { status: 503, body: {} },
  });
  const result = await cli(['down', '--url', gateway.url, '--token', 't', '--json'], { env: emptyEnv() });
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toEqual({ stopped: true, url: gateway.url });
  expect(gateway.to('POST /system/stop')).toHaveLength(1);
});

test('down says so when the gateway does not go away', async () => {
  const gateway = await server({ 'POST /system/stop': { body: {} } });
  const result = await cli(['down', '--timeout', '0.1'], { env: envWithGateway(gateway.url) });
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`kill ${process.pid}`);
});
