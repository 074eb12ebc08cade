import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './support/sources.ts';

const copies: string[] = [];

afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

describe('a checkout', { timeout: 60_000 }, () => {
  test('a new connector and its actions are in the registry, and nothing else has to be written', () => {
    const copy = checkout();
    expect(run(copy, 'new.ts', 'connector', 'acme-mail')).toMatchObject({ status: 0 });
    expect(run(copy, 'new.ts', 'action', 'acme-mail', 'delete-letter')).toMatchObject({ status: 0 });
    expect(read(copy, 'src/registry.gen.ts')).toContain(
      "'acme-mail': () => import('./connectors/acme-mail/index.gen.ts')",
    );
    expect(read(copy, 'src/connectors/acme-mail/index.gen.ts')).toContain("'delete-letter': deleteLetterAction");
    expect(read(copy, 'docs/reference/actions-acme-mail.md')).toContain('**Delete Letter** (destroy)');
    expect(run(copy, 'gen.ts', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test('what a deleted connector left behind is found, and removed', () => {
    const copy = checkout();
    run(copy, 'new.ts', 'connector', 'acme-mail');
    rmSync(join(copy, 'src/connectors/acme-mail/connector.ts'));
    const found = run(copy, 'gen.ts', '--check');
    expect(found.status).toBe(1);
    expect(found.stderr).toContain('src/connectors/acme-mail/index.gen.ts describes something that no longer exists');
    expect(run(copy, 'gen.ts').stderr).toContain('removed docs/reference/actions-acme-mail.md');
  });

  test('a stale file is named with the line that differs, and checking changes nothing', () => {
    const copy = checkout();
    const stale = read(copy, 'src/registry.gen.ts').replace("'connections.list'", "'connections.all'");
    writeFileSync(join(copy, 'src/registry.gen.ts'), stale);
    const { status, stderr } = run(copy, 'gen.ts', '--check');
    expect(status).toBe(1);
    expect(stderr).toMatch(/registry\.gen\.ts differs from line \d+:\n\s+has\s+'connections\.all'/);
    expect(read(copy, 'src/registry.gen.ts')).toBe(stale);
  });

  test('a file that defines nothing is named, and the others are generated all the same', () => {
    const copy = checkout();
    writeFileSync(join(copy, 'src/gateway/operations/connections/helpers.ts'), 'export const x = 1;\n');
    const { status, stderr } = run(copy, 'gen.ts');
    expect(status).toBe(1);
    expect(stderr).toContain('src/gateway/operations/connections/helpers.ts has no default export');
    expect(read(copy, 'src/registry.gen.ts')).not.toContain('helpers');
  });

  test.each([
    ['connector', 'Acme'],
    ['connector', 'acme_mail'],
    ['action', 'no-such-app', 'get-letter'],
    ['frobnicate', 'x'],
  ])('nothing is written for: new %s %s %s', (...words) => {
    const { status, stderr } = run(root, 'new.ts', ...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^new: /);
  });
});

/** A copy that scripts may write into. */
function checkout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'porin-checkout-'));
  copies.push(copy);
  for (const part of ['package.json', 'scripts', 'src', 'docs'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  return copy;
}

function run(copy: string, script: string, ...words: readonly string[]): { status: number | null; stderr: string } {
  const done = spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}`, ...words], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status: done.status, stderr: done.stderr };
}

function read(copy: string, file: string): string {
  return readFileSync(join(copy, file), 'utf8');
}
