import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../support/sources.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'porin-package-'));
const program = join(folder, 'node_modules/porin');

/** A program that has installed what `npm pack` makes. */
beforeAll(async () => {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout);
  mkdirSync(program, { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '-C', program, '--strip-components=1']);
  symlinkSync(join(root, 'node_modules'), join(program, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}, 60_000);

const example = (): string => /## In tests[\s\S]*?```js\n([\s\S]*?)```/.exec(read('docs/sandbox.md'))?.[1] ?? '';
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test('the example of the documentation runs in a program that installed the package', async () => {
  writeFileSync(join(folder, 'example.test.js'), example());
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'example.test.js'], { cwd: folder });
  expect(stdout).toContain('# pass 2');
}, 30_000);

test('the types compile in a strict program, and refuse what does not exist', async () => {
  const consumer = `
    import { createSandbox, type RunningTestSandbox, type Sandbox } from 'porin/sandbox';
    const cm: Sandbox = await createSandbox('clickmeeting', { port: 0, now: new Date(), seed: false });
    const answer: Response = await cm.fetch('/v1/ping', { headers: { 'x-api-key': cm.credentials['apiKey'] ?? '' } });
    const { subject }: { subject: string } = cm.outbox.list({ limit: 1 })[0] ?? { subject: String(answer.status) };
    cm.faults.add({ path: '/v1/**', latencyMs: 5, body: { subject } });
    // @ts-expect-error
    cm.faults.add({ delay: 5 });
    // @ts-expect-error
    await createSandbox('clickmeeting', { ports: 0 });
    const earlier: RunningTestSandbox = cm;
    await earlier.close();
  `;
  writeFileSync(join(folder, 'consumer.ts'), consumer);
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2022'];
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node', '--ignoreConfig', 'consumer.ts'];
  const tsc = join(root, 'node_modules/.bin/tsc');
  const said = await run(tsc, [...flags, ...types], { cwd: folder }).catch((error: { stdout: string }) => error);
  expect(said.stdout).toBe('');
}, 30_000);

test('a fresh process has a sandbox with demo data after a few lines', async () => {
  const script = `
    const { createSandbox } = await import('porin/sandbox');
    const cm = await createSandbox('clickmeeting');
    const headers = { 'x-api-key': cm.credentials.apiKey };
    const { status } = await cm.fetch('/v1/conferences/10001', { headers });
    console.log(JSON.stringify({ status }));
    await cm.close();
  `;
  writeFileSync(join(folder, 'start.js'), script);
  const { stdout } = await run(process.execPath, ['start.js'], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ status: 200 });
}, 60_000);

test('the programs of the package still start', async () => {
  const { stdout } = await run(process.execPath, [join(program, 'dist/main.js'), '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
