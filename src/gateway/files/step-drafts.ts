import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { KeptStep, Step, StepFile } from '../../kernel/step-file.ts';

/** What stands beside a draft: how much of it counts, and whose work it is. */
interface Note {
  readonly bytes: number;
  readonly state?: unknown;
  readonly pid: number;
  readonly host: string;
}

export interface StepDraftOptions {
  readonly directory: string;
  readonly maxBytes: number;
}

/** A draft whose steps are all there. */
export interface Written {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly state: unknown;
  readonly isFull: boolean;
  /** Forgets the work, whose draft has become a file. */
  forget(): Promise<void>;
}

/** Notes of work that this process is at. */
const atWork = new Set<string>();
// A node of another machine cannot be asked whether it lives; one that is at work notes each of its steps.
const silentMs = 15 * 60_000;

/**
 * Writes the steps of a file into a draft. It outlives whatever stops the work; `key` finds it again.
 * Errors: those of the steps; `payload_too_large` for a first step that is too large; `unavailable` when the disk is full.
 */
export async function writeSteps(
  { directory, maxBytes }: StepDraftOptions,
  key: string,
  file: Pick<StepFile, 'name' | 'steps'>,
): Promise<Written> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const base = join(directory, `work_${createHash('sha256').update(key).digest('hex').slice(0, 40)}`);
  const claimed = await claim(base);
  const draft = claimed ?? (await claim(`${base}_${newId('file')}`));
  if (!draft) throw new PorinError('internal', `${base} could not be claimed`);
  const { path, note } = draft;
  const handle = await open(path, 'a', 0o600);
  try {
    const { size, ...rest } = await fill(draft, handle, { ...file, maxBytes });
    const forget = () => rm(note, { force: true });
    return { path, sizeBytes: size, sha256: await hashOf(path), ...rest, forget };
  } catch (error) {
    // Work that has not begun is nothing to go on with.
    if ((await handle.stat()).size === 0) await Promise.all([rm(path, { force: true }), rm(note, { force: true })]);
    throw codeOf(error) === 'ENOSPC' ? diskIsFull(file.name, error) : error;
  } finally {
    await handle.close();
    atWork.delete(note);
  }
}

interface Draft {
  readonly path: string;
  readonly note: string;
  readonly kept: (Note & KeptStep) | undefined;
}

/** Makes the work at `base` this process's own; undefined while somebody else is at it. */
async function claim(base: string): Promise<Draft | undefined> {
  const [path, note] = [`${base}.part`, `${base}.json`];
  if (atWork.has(note)) return undefined;
  // Before the first wait, or two runs of this process could take it.
  atWork.add(note);
  try {
    const kept = await readNote(note);
    if (kept && isHeld(kept)) return release(note);
    // Of several processes that found it left alone, one renames it.
    if (kept) await rename(note, `${note}.${process.pid}`);
    const { bytes, state } = kept ?? nothing;
    await writeFile(note, JSON.stringify({ bytes, state, ...own() }), { flag: 'wx', mode: 0o600 });
    await rm(`${note}.${process.pid}`, { force: true });
    return { path, note, kept };
  } catch (error) {
    release(note);
    if (['ENOENT', 'EEXIST'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

function release(note: string): undefined {
  atWork.delete(note);
}

const nothing: Pick<Note, 'bytes' | 'state'> = { bytes: 0 };
const own = () => ({ pid: process.pid, host: hostname() });

async function readNote(note: string): Promise<Draft['kept']> {
  try {
    const ageMs = Date.now() - (await stat(note)).mtimeMs;
    // Only this file writes notes.
    const written = JSON.parse(await readFile(note, 'utf8')) as Note;
    return { ...written, state: written.state, ageMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    // A machine that lost its power may leave half a note: then nothing of the draft counts.
    if (error instanceof SyntaxError) return { bytes: 0, state: undefined, ageMs: 0, pid: 0, host: hostname() };
    throw error;
  }
}

function isHeld({ pid, host, ageMs }: Note & KeptStep): boolean {
  if (host !== hostname()) return ageMs < silentMs;
  // Of this process it would be among the notes at work.
  return pid !== process.pid && isAlive(pid);
}

function isAlive(pid: number): boolean {
  if (pid === 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Appends the steps that are missing, each with its note. */
async function fill(
  { note, kept }: Draft,
  handle: FileHandle,
  { name, steps, maxBytes }: Pick<StepFile, 'name' | 'steps'> & { readonly maxBytes: number },
): Promise<{ size: number; state: unknown; isFull: boolean }> {
  const before = kept && kept.bytes > 0 && (await handle.stat()).size >= kept.bytes ? kept : undefined;
  let { bytes: size, state } = before ?? nothing;
  // What stands behind it belongs to a step that was cut off.
  await handle.truncate(size);
  for await (const step of steps(before)) {
    if (step.isAnew) {
      await handle.truncate(0);
      size = 0;
    }
    const bytes = Buffer.from(step.text);
    if (size + bytes.byteLength > maxBytes) {
      if (size === 0) throw tooLarge(name, maxBytes);
      return { size, state, isFull: true };
    }
    await handle.appendFile(bytes);
    await handle.datasync();
    size += bytes.byteLength;
    state = step.state;
    await keep(note, { step, size });
  }
  return { size, state, isFull: false };
}

/** The note changes at once, or not at all. */
async function keep(note: string, { step, size }: { readonly step: Step; readonly size: number }): Promise<void> {
  const draft = `${note}.next`;
  await writeFile(draft, JSON.stringify({ bytes: size, state: step.state, ...own() }), { mode: 0o600 });
  await rename(draft, note);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

export function tooLarge(name: string, maxBytes: number): PorinError {
  return new PorinError('payload_too_large', `${name} is larger than ${maxBytes} bytes`, {
    hint: 'The setting maxFileBytes raises the limit',
  });
}

export function diskIsFull(name: string, cause: unknown): PorinError {
  return new PorinError('unavailable', `The disk is full: ${name} was not kept`, {
    cause,
    hint: 'Free some space and try again',
  });
}
