import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandInput } from '../../../kernel/command.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { defaultDataDir } from '../../../platform/config/running.ts';
import { failureOf } from '../../client/failure.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import { startFlagWords } from '../start-flags.ts';
import type { Ready } from './up.ts';

const patienceMs = 60_000;
const pauseMs = 50;

/**
 * Starts this program once more in the background and waits until its gateway answers.
 * Errors: what the second process failed with; `unavailable` when it says nothing in time.
 */
export async function startDetached(context: CliContext, flags: CommandInput['flags']): Promise<Ready> {
  const { closeSync, mkdirSync, openSync, statSync } = await import('node:fs');
  const { io } = context;
  const log = logFile(context, flags);
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const descriptor = openSync(log, 'a', 0o600);
  // Only what the new process writes counts: the log may hold earlier starts.
  const offset = statSync(log).size;
  const { spawn } = await import('node:child_process');
  const [executable = process.execPath, ...leading] = io.self;
  const child = spawn(executable, [...leading, 'up', '--json', ...startFlagWords(flags)], {
    cwd: io.cwd,
    env: { ...io.env },
    detached: true,
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  const end: { code?: number | null; error?: Error } = {};
  child.on('exit', (code) => Object.assign(end, { code }));
  child.on('error', (error) => Object.assign(end, { error }));
  const ready = await context.out.during('Starting in the background', () => untilReady(log, offset, end));
  child.unref();
  context.out.note(`log: ${log}`);
  return ready;
}

function logFile(context: CliContext, flags: CommandInput['flags']): string {
  const { data, ephemeral } = flags;
  if (ephemeral === true) return join(tmpdir(), `porin-${process.pid}.log`);
  return join(typeof data === 'string' ? data : defaultDataDir(context.io.env), 'porin.log');
}

async function untilReady(log: string, offset: number, end: { code?: number | null; error?: Error }): Promise<Ready> {
  const { readFileSync } = await import('node:fs');
  const { setTimeout: sleep } = await import('node:timers/promises');
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pauseMs) {
    const written = readFileSync(log).subarray(offset).toString('utf8');
    const ready = readyLine(written);
    if (ready) return ready;
    if (end.error)
      throw new PorinError('unavailable', `Cannot start a second process: ${end.error.message}`, { cause: end.error });
    if (end.code !== undefined) throw failureIn(written, log, end.code);
    await sleep(pauseMs);
  }
  throw new PorinError('unavailable', `The gateway did not answer within ${patienceMs / 1000} s`, {
    hint: `Its log is ${log}`,
  });
}

function readyLine(written: string): Ready | undefined {
  for (const line of written.split('\n').slice(0, -1)) {
    const value = parse(line);
    // What `up --json` prints; log lines have no url and pid together with sandboxes.
    if (typeof value['url'] === 'string' && typeof value['pid'] === 'number' && 'sandboxes' in value)
      return value as unknown as Ready;
  }
  return undefined;
}

/** The error document that the second process left, as the error it was. */
function failureIn(written: string, log: string, code: number | null): PorinError {
  const lines = written.split('\n').map((line) => recordOf(parse(line)['error']));
  const error = lines.findLast((candidate) => typeof candidate['message'] === 'string') ?? {};
  if (typeof error['message'] === 'string') return failureOf({ status: 500, text: JSON.stringify(error) });
  return new PorinError('unavailable', `The gateway ended at once with code ${code}`, { hint: `Its log is ${log}` });
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    // A line of talk in the log.
    return {};
  }
}
