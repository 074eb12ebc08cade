import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const run = 'POST /actions/export/run';

test('a failed run names the commands that fetch what it kept and go on behind it', async () => {
  const file = { file: 'file_1', name: 'my export.csv', contentType: 'text/csv', sizeBytes: 3, sha256: 'x' };
  const data = { file, go_on_with: { resume_from: "it's" } };
  const { env } = await gateway({
    [run]: { status: 502, body: { code: 'upstream_failed', message: 'No', hint: 'H', data } },
  });
  const argv = ['action', 'run', 'export', '--connectionId=con_1', '--input', '{"format":"csv"}'];
  const { stderr, code } = await cli(argv, { env });
  expect(code).toBe(8);
  expect(stderr).toContain("porin file get file_1 --output 'my export.csv'\n");
  expect(stderr).toContain(
    `porin action run export --connectionId=con_1 --input '{"format":"csv","resume_from":"it'\\''s"}'\n`,
  );
});

test('a kept file is fetched to stdout, into a file, or into a folder under its own name', async () => {
  const headers = { 'content-disposition': "attachment; filename*=UTF-8''my%20export.csv" };
  const { env } = await gateway({ 'GET /files/file_1': { body: 'a,b', headers } });
  const cwd = mkdtempSync(join(tmpdir(), 'porin-file-'));
  expect((await cli(['file', 'get', 'file_1'], { env, cwd })).stdout).toBe('a,b');
  await cli(['file', 'get', 'file_1', '--output', 'b.csv'], { env, cwd });
  await cli(['file', 'get', 'file_1', '--output', 'kept/'], { env, cwd });
  expect(readFileSync(join(cwd, 'b.csv'), 'utf8')).toBe('a,b');
  expect(readFileSync(join(cwd, 'kept', 'my export.csv'), 'utf8')).toBe('a,b');
});

test('Ctrl-C in the middle of a run says that it may have happened, also to a program', async () => {
  const { env } = await gateway({ [run]: { hang: true } });
  const onSignal = (listener: (signal: 'SIGINT') => void) => {
    const timer = setTimeout(() => listener('SIGINT'), 50);
    return () => clearTimeout(timer);
  };
  const { code, stdout, stderr } = await cli(['action', 'run', 'export', '--json'], { env, onSignal });
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toMatch(/^interrupted: .*may have reached the app.*action-run-log list/);
});

test('a command without an answer says that it is done', async () => {
  const { env } = await gateway({ 'GET /connections/con_1': { status: 204 } });
  expect((await cli(['connection', 'get', 'con_1'], { env })).stderr).toMatch(/^done: /);
});

test('an input that its action refuses leads to what the action takes, not to the help of run', async () => {
  const { errorKinds } = await import('../../kernel/errors.ts');
  const { hint } = errorKinds.bad_request;
  const { env } = await gateway({ [run]: { status: 400, body: { code: 'bad_request', message: 'No', hint } } });
  expect((await cli(['action', 'run', 'export'], { env })).stderr).toContain(
    'porin action get export shows what it takes',
  );
});
