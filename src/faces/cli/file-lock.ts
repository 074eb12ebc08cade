import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { PorinError } from '../../kernel/errors.ts';

const { linkSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } = process.getBuiltinModule('node:fs');

/** Longer than any work done under a lock, whose only slow part is one request of at most 15 s. */
const leaseMs = 30_000;
const pauseMs = 20;
let drafts = 0;

/**
 * Does some work while no other process of this machine holds the lock file, and gives its result.
 * Errors: `unavailable` when the file cannot be made or stays taken; whatever the work throws.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mark = `${hostname()} ${process.pid} ${drafts++}`;
  const patienceUntil = Date.now() + 2 * leaseMs;
  while (!tryLock(file, mark)) {
    if (Date.now() > patienceUntil) {
      throw new PorinError('unavailable', `${file} has been locked for ${(2 * leaseMs) / 1000} s`, {
        hint: 'Remove that file if no other command is running',
      });
    }
    await sleep(pauseMs);
    if (isAbandoned(file)) takeAway(file);
  }
  try {
    return await work();
  } finally {
    if (read(file) === mark) rmSync(file, { force: true });
  }
}

/** Made under another name and linked, so that nobody sees a lock without its owner. */
function tryLock(file: string, mark: string): boolean {
  const draft = `${file}.${process.pid}.${drafts++}`;
  try {
    writeFileSync(draft, mark, { flag: 'wx', mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new PorinError('unavailable', `Cannot lock ${file}: ${(cause as Error).message}`, {
      hint: 'The folder has to be writable for you',
      cause,
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Held by a process that is gone, or for longer than any work takes. */
function isAbandoned(file: string): boolean {
  const owner = read(file);
  if (owner === undefined) return false;
  const [host, pid] = owner.split(' ');
  // A process of another container that shares this home cannot be looked at from here.
  if (host === hostname() && !isAlive(Number(pid))) return true;
  const { mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
  return Date.now() - mtimeMs > leaseMs;
}

/** Two that find the same abandoned lock must not remove the new one of a third: only one at a time looks again and removes. */
function takeAway(file: string): void {
  const guard = `${file}.takeover`;
  try {
    writeFileSync(guard, '', { flag: 'wx', mode: 0o600 });
  } catch {
    // Somebody else is at it, or died there a while ago.
    const { mtimeMs } = statSync(guard, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > leaseMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isAbandoned(file)) unlinkSync(file);
  } finally {
    rmSync(guard, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Released meanwhile.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
