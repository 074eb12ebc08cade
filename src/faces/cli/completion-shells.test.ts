import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from './testkit.ts';

const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;

/** A folder with the script of a shell and, in place of the program, one that notes what it is asked and answers these lines. */
async function desk(shell: string, answer: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), `porin-${shell}-`));
  const { stdout } = await cli(['completion', shell]);
  writeFileSync(join(folder, 'script'), stdout);
  writeFileSync(join(folder, 'answer'), answer.map((line) => `${line}\n`).join(''));
  const program = `#!/bin/sh\n{ printf '[%s]' "$@"; echo; } >> ${folder}/asked\ncat ${folder}/answer\n`;
  for (const name of ['porin', 'membrane']) writeFileSync(join(folder, name), program, { mode: 0o755 });
  const env = { ...process.env, HOME: folder, PATH: `${folder}${delimiter}${process.env['PATH']}`, TERM: 'dumb' };
  return {
    folder,
    asked: () => readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n'),
    run: (args: readonly string[]) =>
      execFileSync(shell, args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        timeout: 20_000,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
  };
}

describe.skipIf(!isThere('bash'))('in a real bash', () => {
  test('the function asks the program that is typed, and fills what it answers', async () => {
    const { run, asked, folder } = await desk('bash', ['con_1', 'con_2']);
    const drive = [
      'source ./script',
      'COMP_LINE="membrane connection get c"; COMP_POINT=25; COMP_WORDS=(membrane connection get c); COMP_CWORD=3',
      `_porin_complete ${folder}/membrane`,
      `printf '[%s]' "\${COMPREPLY[@]}"; complete -p porin membrane`,
    ];
    const said = run(['--norc', '-c', drive.join('\n')]);
    expect(asked()).toEqual(['[__complete][bash][=c][25][membrane connection get c]']);
    expect(said).toContain('[con_1][con_2]');
    expect(said).toMatch(/-F _porin_complete porin\n.*-F _porin_complete membrane/);
  });
});

describe.skipIf(!isThere('fish'))('in a real fish', () => {
  test.each([
    ['porin connection get c', '[=c][connection][get]'],
    ['membrane connection list --state=R', '[=--state=R][connection][list]'],
    ['A=1 porin action run ', '[=][action][run]'],
    ['porin action run "two words" list', '[=list][action][run][two words]'],
    ['porin action run "lis', '[=lis][action][run]'],
  ])('after %j the program is asked, and what it answers is offered', async (line, question) => {
    const current = /=([^\]]*)\]/.exec(question)?.[1] ?? '';
    const { run, asked } = await desk('fish', [`${current}x\tThe first`, `${current}y\tThe second`]);
    const said = run(['--no-config', '-c', 'source ./script; complete -C $argv[1]', line]);
    expect(asked()).toEqual([`[__complete][fish]${question}`]);
    expect(said).toMatch(/x"?\tThe first\n.*y"?\tThe second\n/);
  });
});

describe.skipIf(!isThere('zsh'))('in a real zsh', () => {
  // A terminal of zsh's own, in which somebody types, presses tab, types on and presses enter.
  const drive = (line: string) => `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z "autoload -Uz compinit; compinit -u -d ./dump; source ./script; : > loaded"
    repeat 100; do [[ -e loaded ]] && break; sleep 0.1; done
    zpty -w -n z ${JSON.stringify(line)}$'\\t'
    repeat 100; do [[ -s asked ]] && break; sleep 0.1; done
    sleep 0.5
    zpty -w z 'X'
    repeat 100; do [[ $(wc -l < asked) -gt 1 ]] && break; sleep 0.1; done
    zpty -d z`;

  test.each([
    ['porin connection get c', 'con_1', '[=c][connection][get]', '[connection][get][con_1][X]'],
    [
      'membrane connection list --state=R',
      '--state=READY',
      '[=--state=R][connection][list]',
      '[connection][list][--state=READY][X]',
    ],
    ['porin act --input @in', '@in puts/', '[=@in][act][--input]', '[act][--input][@in puts/X]'],
    ['porin act --key a:', 'a:b', '[=a:][act][--key]', '[act][--key][a:b][X]'],
  ])('%j and a tab fill in what the program answers', async (line, answer, question, command) => {
    const { run, asked } = await desk('zsh', [`${answer}\tThe only one: this`]);
    run(['-f', '-c', drive(line)]);
    expect(asked()).toEqual([`[__complete][zsh]${question}`, command]);
  });
});
