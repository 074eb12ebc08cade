import { expect, test } from 'vitest';
import { cli, testCatalog } from './testkit.ts';

test('the overview says what it is, begins with examples and lists every command', async () => {
  expect((await cli(['--help'])).stdout).toMatchSnapshot();
});

test('a command shows examples, arguments and flags', async () => {
  expect((await cli(['action', 'run', '--help'])).stdout).toMatchSnapshot();
  expect((await cli(['request', '--help'])).stdout).toMatchSnapshot();
  expect((await cli(['up', '--help'])).stdout).toMatchSnapshot();
});

test('a sandbox control has help like any command', async () => {
  expect((await cli(['sandbox', 'hold-session', '-h'])).stdout).toMatchSnapshot();
});

test('the exit codes are listed with the errors behind them', async () => {
  expect((await cli(['help', 'exit-codes'])).stdout).toMatchSnapshot();
});

test('the flags of every command are explained once, and named in each help', async () => {
  const { stdout } = await cli(['help', 'flags']);
  expect(stdout).toMatch(/^Flags of every command:\n +--json /);
  expect((await cli(['request', '--help'])).stdout).toMatch(/Common flags: --quiet .*\n?.*help flags explains/);
});

test('help COMMAND, COMMAND --help and a group are the same help', async () => {
  expect((await cli(['help', 'action', 'run'])).stdout).toBe((await cli(['action', 'run', '--help'])).stdout);
  expect((await cli(['connection', '--help'])).stdout).toContain('connection ensure');
});

test('under the name membrane every example says membrane', async () => {
  const help = await Promise.all(
    [[], ['action', 'list', '--help'], ['request', '--help'], ['up', '--help']].map((argv) =>
      cli(argv, { program: 'membrane' }),
    ),
  );
  for (const { stdout, code } of help) {
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^ +porin /m);
    expect(stdout).toMatch(/^ +membrane /m);
  }
});

test('help works for every command there is', async () => {
  const { commands } = await import('./commands.gen.ts');
  const operations = testCatalog.operations.flatMap(({ cli: face }) => (face ? [face.command] : []));
  const all = [...commands.map(({ command }) => command), ...operations];
  expect(all.length).toBeGreaterThan(15);
  for (const command of all) {
    const { code, stdout } = await cli([...command.split(' '), '--help']);
    expect([command, code]).toEqual([command, 0]);
    expect(stdout).toContain(`Usage: porin ${command}`);
  }
});

test('help for what does not exist is an error', async () => {
  expect((await cli(['help', 'acton'])).stderr).toContain('Did you mean action?');
});

test.each([60, 80])('in a terminal of %i columns only examples are wider', async (columns) => {
  for (const argv of [['--help'], ['login', '--help'], ['connection', '--help'], ['action', 'run', '--help']]) {
    const { stdout } = await cli(argv, { terminal: columns, env: { NO_COLOR: '1' } });
    const text = stdout.replace(/^Examples:\n( {2}.*\n)+/m, '');
    const long = text.split('\n').filter((line) => line.length > columns);
    expect(text.length).toBeGreaterThan(100);
    expect(long).toEqual([]);
  }
});
