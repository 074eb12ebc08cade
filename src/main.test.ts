import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { boot } from './app.ts';
import { cli, emptyEnv } from './faces/cli/testkit.ts';
import * as catalog from './faces/client/catalog.gen.ts';

// Starting from source through tsx, while other tests run, takes seconds.
const patienceMs = 60_000;
const program = join(import.meta.dirname, 'main.ts');
const home = mkdtempSync(join(tmpdir(), 'porin-main-'));
const env = {
  PATH: process.env['PATH'],
  HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  PORIN_DATA: join(home, 'data'),
  // The machine's own proxy and CA settings stay out of it.
  NO_COLOR: '1',
};

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const started = new Set<ChildProcess>();
afterAll(async () => {
  await run(['down']);
  for (const child of started) child.kill('SIGKILL');
});

function start(argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...argv], { env, cwd: home });
  started.add(child);
  child.on('exit', () => started.delete(child));
  return child;
}

function outcome(child: ChildProcess): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (text.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (text.stderr += String(chunk)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

function run(argv: readonly string[]): Promise<Outcome> {
  return outcome(start(argv));
}

const upFlags = ['--port', '0', '--sandbox-port-base', '0', '--apps', 'sandbox'];

test(
  '--version is the version of the package',
  async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  },
  patienceMs,
);

test(
  'a reader that goes away is no error',
  async () => {
    const child = start(['--help']);
    child.stdout?.destroy();
    const { code, stderr } = await outcome(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  },
  patienceMs,
);

test(
  'a gateway in the background is ready when up returns, refuses a second one, and goes with down',
  async () => {
    const up = await run(['up', '--detach', '--json', ...upFlags]);
    const ready = JSON.parse(up.stdout);
    const sandboxes = { clickmeeting: { url: expect.stringMatching(/\/v1$/) } };
    expect(ready).toMatchObject({ dataDir: env.PORIN_DATA, sandboxes });
    const second = await run(['up', '--detach', '--json', ...upFlags]);
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout).error.message).toContain(env.PORIN_DATA);
    expect(await run(['down'])).toMatchObject({ code: 0, stdout: `stopped ${ready.url}\n` });
  },
  2 * patienceMs,
);

test(
  'a published skill runs word for word against a running gateway',
  async () => {
    let end: (signal: 'SIGTERM') => void = () => undefined;
    const onSignal = (listener: (signal: 'SIGTERM') => void) => {
      end = listener;
      return () => undefined;
    };
    const io = { env: emptyEnv(), program: 'membrane', catalog, boot: async () => boot };
    const membrane = async (line: string, more: string[] = []) => {
      const result = await cli([...line.split(' '), ...more], io);
      return { ...result, json: line.includes('--json') ? JSON.parse(result.stdout) : undefined };
    };
    const stopped = cli(['up', '--ephemeral', '--json', ...upFlags], { ...io, onSignal });
    await vi.waitFor(async () => expect((await cli(['status'], io)).code).toBe(0), { timeout: 20_000 });

    const { json: connection } = await membrane('connection ensure https://clickmeeting.com/ --json');
    expect(connection).toMatchObject({ state: 'READY', id: expect.any(String) });
    const { json: waited } = await membrane(`connection get ${connection.id} --wait --json`);
    expect(waited).toMatchObject({ id: connection.id, state: 'READY' });

    const search = `action list --connectionId=${connection.id} --limit 10 --json --intent`;
    const { json: found } = await membrane(search, ['list time zones']);
    expect(found.items.map(({ key }: { key: string }) => key)).toContain('list-timezones');
    const item = { id: expect.any(String), name: expect.any(String), inputSchema: {}, outputSchema: {} };
    expect(found.items[0]).toMatchObject(item);
    const { json: anywhere } = await membrane('action list --intent=timezones --json');
    expect(anywhere.items.length).toBeGreaterThan(0);

    const run = `action run --connectionId=${connection.id}`;
    const { json: ran } = await membrane(`${run} list-timezones --json`);
    expect(ran).toMatchObject({ actionRunId: expect.any(String), output: expect.anything() });
    const refused = await membrane(`${run} create-conference --json --input`, ['{"key": "value"}']);
    expect([refused.code, refused.json.error.code]).toEqual([2, 'bad_request']);

    const raw = await membrane(`request ${connection.id} /conferences/active`);
    expect([raw.code, Array.isArray(JSON.parse(raw.stdout))]).toEqual([0, true]);
    expect((await membrane(`request ${connection.id} /nowhere`)).code).toBe(8);
    expect((await membrane('request con_nobody /ping')).code).toBe(5);

    end('SIGTERM');
    expect((await stopped).code).toBe(0);
    expect((await membrane('status')).stderr).toContain('membrane up');
  },
  patienceMs,
);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 0],
] as const)(
  'a gateway in the foreground ends cleanly on %s',
  async (signal, code) => {
    const child = start(['up', '--ephemeral', '--json', ...upFlags]);
    const ended = outcome(child);
    await new Promise<void>((resolve) => child.stdout?.once('data', () => resolve()));
    child.kill(signal);
    const { stdout, stderr, ...rest } = await ended;
    expect(rest.code).toBe(code);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  },
  patienceMs,
);
