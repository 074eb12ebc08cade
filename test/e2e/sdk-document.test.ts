import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../support/sources.ts';
import { bootGateway, type TestGateway } from './gateway.ts';

const run = promisify(execFile);
const text = readFileSync(`${root}/docs/sdk.md`, 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? '';

let gateway: TestGateway;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  gateway = await bootGateway();
  env = { PATH: process.env['PATH'], PORIN_URL: gateway.url, PORIN_TOKEN: await gateway.tokenOf('acme') };
});
afterAll(() => gateway.stop());

test('the client of the document connects, saves an action, runs it and lists its runs', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', block('js')], { env, cwd: root });
  expect(stdout).toMatch(/^\d+ rooms, run (run_\S+)\n\1 success all-rooms\n$/);
});

test('each call of the document that is made with curl is answered', async () => {
  const script = block('bash').replaceAll(/^call .*$/gm, '$&; echo');
  const own = { ...env, PORIN_TOKEN: await gateway.tokenOf('curl') };
  const { stdout } = await run('bash', ['-euc', script], { env: own });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([
    { state: 'READY' },
    { key: 'rooms' },
    { output: { status: 200 } },
    { items: [{ status: 'success' }] },
    { archivedAt: expect.any(String) },
  ]);
});
