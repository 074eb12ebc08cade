import { dirname } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';

const fs = process.getBuiltinModule('node:fs');

/** What a file that only its owner may read holds; `wasOpen` when others could read it until now. */
export interface PrivateContent {
  readonly text: string;
  readonly wasOpen: boolean;
}

/** Reads a file meant for its owner alone and closes it to others; undefined when there is none. Errors: `configuration`. */
export function readPrivate(file: string): PrivateContent | undefined {
  try {
    const text = fs.readFileSync(file, 'utf8');
    // Windows has no such bits.
    const wasOpen = process.platform !== 'win32' && (fs.statSync(file).mode & 0o077) !== 0;
    if (wasOpen) fs.chmodSync(file, 0o600);
    return { text, wasOpen };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PorinError('configuration', `Cannot read ${file}: ${message}`, {
      hint: 'It has to be a file of yours that only you may read',
      cause,
    });
  }
}

/** Replaces a file as a whole, readable for its owner alone, and on the disk when this returns. Errors: `configuration`. */
export function writePrivate(file: string, text: string): void {
  makePrivateFolder(file);
  const target = targetOf(file);
  const draft = `${target}.${process.pid}.draft`;
  try {
    const descriptor = fs.openSync(draft, 'w', 0o600);
    try {
      fs.writeSync(descriptor, text);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(draft, target);
  } catch (cause) {
    fs.rmSync(draft, { force: true });
    throw new PorinError('configuration', `Cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'Its folder has to be writable for you',
      cause,
    });
  }
}

/** Makes the folder of a private file. Errors: `configuration`. */
export function makePrivateFolder(file: string): void {
  try {
    fs.mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new PorinError('configuration', `Cannot make ${dirname(file)}: ${(cause as Error).message}`, {
      hint: 'Set HOME (or XDG_STATE_HOME) to a folder that you may write to',
      cause,
    });
  }
}

/** Removes a private file, if there is one. */
export function removePrivate(file: string): void {
  fs.rmSync(file, { force: true });
}

/** A link to a file elsewhere stays one. */
function targetOf(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    // It is not there yet.
    return file;
  }
}
