import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KeptStep, Step } from '../../kernel/step-file.ts';
import { writeSteps } from './step-drafts.ts';

function tempDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'porin-steps-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Numbers up to `last`, one a step; fails before `failAt`. */
function numbers(last: number, { failAt = Number.NaN, isAnew = false } = {}) {
  return async function* (kept: KeptStep | undefined): AsyncGenerator<Step> {
    for (let n = isAnew ? 1 : Number(kept?.state ?? 0) + 1; n <= last; n += 1) {
      if (n === failAt) throw new Error('cut off');
      yield { text: `${n}\n`, state: n, isAnew: isAnew && n === 1 };
    }
  };
}

const work = (directory: string, steps: ReturnType<typeof numbers>, maxBytes = 1_000) =>
  writeSteps({ directory, maxBytes }, 'key', { name: 'a.txt', steps });

test('work that was cut off goes on behind its last step, each step there once', async () => {
  const directory = tempDir();
  await expect(work(directory, numbers(5, { failAt: 3 }))).rejects.toThrow('cut off');
  const part = readdirSync(directory).find((name) => name.endsWith('.part')) ?? '';
  // Half of a step whose note was never written.
  appendFileSync(join(directory, part), '3');
  const { path, state, sizeBytes } = await work(directory, numbers(5));
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n4\n5\n');
  expect({ state, sizeBytes }).toEqual({ state: 5, sizeBytes: 10 });
});

test('steps that begin anew take the place of what was kept', async () => {
  const directory = tempDir();
  await expect(work(directory, numbers(5, { failAt: 5 }))).rejects.toThrow('cut off');
  const { path } = await work(directory, numbers(2, { isAnew: true }));
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n');
});

test('two at the same work at once write a draft each', async () => {
  const directory = tempDir();
  const [one, other] = await Promise.all([work(directory, numbers(50)), work(directory, numbers(50))]);
  expect(one.path).not.toBe(other.path);
  expect(readFileSync(one.path, 'utf8')).toBe(readFileSync(other.path, 'utf8'));
});

test('what a living process is at is left alone, and taken over when that is dead', async () => {
  const directory = tempDir();
  await expect(work(directory, numbers(3, { failAt: 3 }))).rejects.toThrow('cut off');
  const note = join(directory, readdirSync(directory).find((name) => name.endsWith('.json')) ?? '');
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void other.kill());
  writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, 'utf8')), pid: other.pid }));
  const aside = await work(directory, numbers(3));
  expect(aside.path).not.toBe(note.replace('.json', '.part'));
  const ended = new Promise((resolve) => other.once('exit', resolve));
  other.kill();
  await ended;
  const seen: unknown[] = [];
  const taken = await work(directory, async function* (kept) {
    seen.push(kept?.state);
    yield* numbers(3)(kept);
  });
  expect({ path: taken.path, seen }).toEqual({ path: note.replace('.json', '.part'), seen: [2] });
});

test('work of another machine is taken over when it has been silent for long', async () => {
  const directory = tempDir();
  await expect(work(directory, numbers(3, { failAt: 3 }))).rejects.toThrow('cut off');
  const note = join(directory, readdirSync(directory).find((name) => name.endsWith('.json')) ?? '');
  writeFileSync(note, JSON.stringify({ ...JSON.parse(readFileSync(note, 'utf8')), host: 'elsewhere' }));
  expect((await work(directory, numbers(3))).path).not.toBe(note.replace('.json', '.part'));
  const before = Date.now() / 1000 - 3_600;
  utimesSync(note, before, before);
  expect((await work(directory, numbers(3))).path).toBe(note.replace('.json', '.part'));
});

test('a step that does not fit ends the file before it, and a first one is refused without leaving anything', async () => {
  const directory = tempDir();
  expect(await work(directory, numbers(9), 5)).toMatchObject({ isFull: true, state: 2, sizeBytes: 4 });
  const empty = tempDir();
  await expect(work(empty, numbers(9), 1)).rejects.toMatchObject({ code: 'payload_too_large' });
  expect(readdirSync(empty)).toEqual([]);
});

test('half a note counts as none', async () => {
  const directory = tempDir();
  await expect(work(directory, numbers(3, { failAt: 3 }))).rejects.toThrow('cut off');
  const note = readdirSync(directory).find((name) => name.endsWith('.json')) ?? '';
  writeFileSync(join(directory, note), '{"bytes":');
  const { path } = await work(directory, numbers(3));
  expect(readFileSync(path, 'utf8')).toBe('1\n2\n3\n');
});
