import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../support/sources.ts';
import { main, porin } from './login.fixture.ts';
import { startProgram, temporaryHome } from './program.ts';

const place = temporaryHome();
const bin = join(place.home, 'bin');
const env = { ...place.env, PORIN_DATA: place.data, PATH: `${bin}:${place.env.PATH}` };
let gateway: Awaited<ReturnType<typeof startProgram>>;
let connection: string;

beforeAll(async () => {
  mkdirSync(bin);
  for (const name of ['porin', 'membrane']) symlinkSync(join(root, 'dist/main.js'), join(bin, name));
  gateway = await startProgram({ data: place.data, env });
  connection = (await gateway.sandboxConnection()).id;
});

afterAll(async () => {
  await gateway?.stop();
  place.remove();
});

const doctor = async () => {
  const { code, stdout } = await porin(env, 'doctor', '--json');
  const { ok, checks } = JSON.parse(stdout);
  const of = (name: string) => checks.find((check: { name: string }) => check.name === name);
  return { code, ok, of };
};

test('doctor finds a running gateway well, and a stopped one with its data', async () => {
  const running = await doctor();
  expect([running.code, running.ok]).toEqual([0, true]);
  for (const name of ['gateway', 'sandboxes', 'vault key', 'membrane', 'database'])
    expect([name, running.of(name).status]).toEqual([name, 'ok']);
  await gateway.stop();
  const stopped = await doctor();
  expect([stopped.code, stopped.of('gateway').status]).toEqual([0, 'warn']);
  expect(stopped.of('database').message).toContain('opens and is whole');
  expect(stopped.of('vault key').message).toContain('it opens what is stored');
  gateway = await startProgram({ data: place.data, env });
  expect((await doctor()).of('gateway').status).toBe('ok');
});

const hasBash = spawnSync('bash', ['--version']).status === 0;

test.skipIf(!hasBash)('in a real bash commands, connections and their actions are completed', async () => {
  const offered = async (line: string, words: readonly string[]) => {
    const drive = [
      `source <(${process.execPath} ${main} completion bash)`,
      `COMP_LINE=${JSON.stringify(line)}; COMP_POINT=${line.length}; COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(' ')})`,
      `COMP_CWORD=${words.length - 1}; _porin_complete "\${COMP_WORDS[0]}"; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ];
    const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', drive.join('\n')], { env });
    return stdout.split('\n').filter((word) => word !== '');
  };
  // The gateway has 300 ms for each; a machine that is busy may take longer once.
  const within = { timeout: 10_000, interval: 200 };
  expect(await offered('membrane connection e', ['membrane', 'connection', 'e'])).toEqual(['ensure']);
  await expect
    .poll(() => offered('porin connection get ', ['porin', 'connection', 'get', '']), within)
    .toEqual([connection]);
  const line = `porin action run --connectionId=${connection} list-conf`;
  const words = ['porin', 'action', 'run', '--connectionId', '=', connection, 'list-conf'];
  await expect.poll(() => offered(line, words), within).toContain('list-conferences');
  const assigned = ['porin', 'action', 'list', '--connectionId', '='];
  await expect.poll(() => offered('porin action list --connectionId=', assigned), within).toEqual([connection]);
});
