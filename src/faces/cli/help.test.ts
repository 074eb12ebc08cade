import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodes } from '../../kernel/errors.ts';
import * as catalog from '../client/catalog.gen.ts';
import { helpTopics } from './help-topics.ts';
import { wrapCommand } from './term/width.ts';
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

test('a command that is also a group shows what else there is, as the refusal of a stray word says', async () => {
  const { stderr } = await cli(['mcp', 'foo']);
  expect(stderr).toContain('porin mcp --help lists the commands');
  const { stdout } = await cli(['mcp', '--help']);
  expect(stdout).toMatch(/^Commands:\n {2}mcp install .*\n(?: {4,}.*\n)* {2}mcp uninstall /m);
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

/** Every command that there is, and every topic. */
async function everything(): Promise<string[][]> {
  const { commands } = await import('./commands.gen.ts');
  const operations = catalog.operations.flatMap(({ cli: face }) => (face ? [face.command] : []));
  const controls = catalog.controls.map(({ name }) => `sandbox ${name}`);
  const all = [...commands.map(({ command }) => command), ...operations, ...controls];
  const groups = new Set(all.map((words) => words.split(' ')[0] ?? ''));
  return [
    [],
    ...Object.keys(helpTopics).map((topic) => [topic]),
    ...[...groups, ...all].map((words) => words.split(' ')),
  ];
}

test.each([50, 60, 80, 200])('no help is wider than a terminal of %i columns', async (columns) => {
  const all = await everything();
  expect(all.length).toBeGreaterThan(80);
  const wide: string[] = [];
  for (const words of all) {
    const { stdout, code } = await cli(['help', ...words], { terminal: columns, env: { NO_COLOR: '1' }, catalog });
    expect([words, code]).toEqual([words, 0]);
    expect(stdout.length).toBeGreaterThan(30);
    // A word that no line holds has to stay whole: an address, or JSON in its quotes.
    const long = stdout.split('\n').filter((line) => line.length > columns && !isOneWord(line));
    wide.push(...long.map((line) => `${words.join(' ')}: ${line}`));
  }
  expect(wide).toEqual([]);
});

function isOneWord(line: string): boolean {
  const words =
    line
      .replace(/ \\$/, '')
      .trim()
      .match(/(?:'[^']*'|"[^"]*"|\S)+/g) ?? [];
  return words.length === 1;
}

test('an example that is broken over lines is one command to a shell', () => {
  const line = `porin action run x --connectionId=CONNECTION_ID --input '{"a b": 1}' --json`;
  const broken = wrapCommand(line, 30, 4);
  expect(broken.split('\n').length).toBeGreaterThan(2);
  expect(broken.replace(/ \\\n +/g, ' ')).toBe(line);
});

test('help and the reference tell the same of every exit code', async () => {
  const { stdout } = await cli(['help', 'exit-codes'], { terminal: 200 });
  const reference = readFileSync(join(import.meta.dirname, '../../../docs/reference/errors.md'), 'utf8');
  for (const code of Object.values(exitCodes)) {
    const [, meaning = ''] = new RegExp(`^ *${code}  (.+)$`, 'm').exec(stdout) ?? [];
    expect(meaning).not.toBe('');
    expect(reference).toContain(`| ${code} | ${meaning} |`);
  }
});
