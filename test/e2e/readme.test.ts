import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../support/sources.ts';
import { startProgram, temporaryHome } from './program.ts';

/** The tour of the README: each block of commands with the output that is printed under it. */
const tour = /## A tour of 60 seconds\n(.*?)\n## /s.exec(readFileSync(`${root}/README.md`, 'utf8'))?.[1] ?? '';
const steps = [...tour.matchAll(/```bash\n(.*?)```\n```text\n(.*?)```/gs)].map(([, commands = '', output = '']) => ({
  commands: commands.trim().replaceAll('\\\n', ' ').split('\n'),
  output: output.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…'),
}));

const home = temporaryHome();
let program: Awaited<ReturnType<typeof startProgram>>;

beforeAll(async () => {
  program = await startProgram({ data: home.data, env: home.env, flags: ['--apps', 'sandbox'] });
});

afterAll(async () => {
  await program?.stop();
  home.remove();
});

/** What happens when a person pastes the line. */
function paste(line: string) {
  const command = line.replaceAll('npx porin', `"${process.execPath}" "${root}/dist/main.js"`);
  return spawnSync('bash', ['-c', command], { env: home.env, cwd: root, encoding: 'utf8' });
}

test('the tour has commands to paste', () => {
  expect(steps.length).toBeGreaterThanOrEqual(5);
});

// In order: a later step uses what an earlier one made.
test('every line of the tour works when pasted, and prints what the README says', { timeout: 60_000 }, () => {
  for (const { commands, output } of steps) {
    const printed = commands.map((command) => {
      const result = paste(command);
      expect(result, `${command}\n${result.stderr}`).toMatchObject({ status: 0 });
      return asOfAnybody(`${result.stdout}\n${result.stderr}`);
    });
    const lines = printed.join('\n').split('\n').map(essence);
    for (const line of output) expect(lines, line).toContain(essence(line));
  }
});

/** With the folders that the README gives to its reader. */
function asOfAnybody(text: string): string {
  return text
    .replaceAll(root, '/home/you/porin')
    .replaceAll(home.env['HOME'] ?? root, '/home/you')
    .replaceAll(process.execPath, '/usr/bin/node');
}

/** What of a line is the same on every machine and day: its first two words, without ids, dates and addresses. */
function essence(line: string): string {
  return (
    line
      .replace(/\b(con|run|act)_[\w-]{22}/g, '$1_ID')
      .replace(/\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?/g, 'DATE')
      .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'ORIGIN')
      .replace(/^(startedAt|endedAt) .*/, '$1')
      .replace(/npx porin|\bporin\b/g, 'PORIN')
      // What follows it depends on the environment.
      .replace(/,$/, '')
      .trim()
      .split(/\s+/)
      .slice(0, 2)
      .join(' ')
  );
}
