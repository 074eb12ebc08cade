import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors } from '../../src/registry.gen.ts';
import { root } from '../support/sources.ts';

const main = join(root, 'dist/main.js');
const home = mkdtempSync(join(tmpdir(), 'porin-bundle-'));
const env = { PATH: process.env['PATH'] ?? '', HOME: home };
const modules = await Promise.all(Object.values(connectors).map(async (load) => (await load()).default));
const actions = modules.flatMap(({ app, actions }) =>
  Object.entries(actions).map(([key, { example }]) => ({ app, key, input: example.input })),
);

let gateway: ChildProcess;
const connections = new Map<string, string>();
let sandboxes: { app: string; controlUrl: string; controlToken: string }[];

beforeAll(async () => {
  const flags = ['up', '--apps', 'sandbox', '--ephemeral', '--port', '0', '--sandbox-port-base', '0', '--json'];
  gateway = spawn(process.execPath, [main, ...flags], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!gateway.stdout) throw new Error('the gateway has no standard output');
  await once(createInterface(gateway.stdout), 'line');
  sandboxes = JSON.parse(porin('sandbox', 'list', '--json').stdout).items;
  for (const { app, definition } of modules) {
    const { status, stdout } = porin('connection', 'ensure', definition.links.homepage, '--json');
    expect(status).toBe(0);
    connections.set(app, JSON.parse(stdout).id);
  }
});

afterAll(async () => {
  if (gateway?.exitCode === null) {
    gateway.kill('SIGTERM');
    await once(gateway, 'exit');
  }
  rmSync(home, { recursive: true, force: true });
});

describe('the bundle', () => {
  test('is executable and knows its version', () => {
    expect(statSync(main).mode & 0o111).toBe(0o111);
    const { stdout } = spawnSync(main, ['--version'], { env, encoding: 'utf8' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  // Fonts, native code and data files are what a bundle loses; the examples reach all of them.
  test.each(actions)('$app $key runs from dist', async ({ app, key, input }) => {
    const { controlUrl, controlToken = '' } = sandboxes.find((sandbox) => sandbox.app === app) ?? {};
    const headers = { 'x-sandbox-token': controlToken };
    const reset = await fetch(`${controlUrl}/_sandbox/reset`, { method: 'POST', headers });
    expect(reset.status).toBe(200);
    // Apps share some keys, so each run names its connection.
    const flags = ['--connectionId', connections.get(app) ?? '', '--input', JSON.stringify(input), '--json'];
    const { status, stdout, stderr } = porin('action', 'run', key, ...flags);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toHaveProperty('actionRunId');
  });

  test('stops cleanly when it is told to', async () => {
    gateway.kill('SIGTERM');
    const [code] = await once(gateway, 'exit');
    expect(code).toBe(0);
  });
});

function porin(...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [main, ...words], { env, encoding: 'utf8' });
}
