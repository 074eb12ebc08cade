import { dirname } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';

const fs = process.getBuiltinModule('node:fs');

/**
 * Replaces a file of the user as a whole, or makes it with its folders. A link stays one, and its target keeps its rights unless `mode`
 * says otherwise. Errors: `configuration`.
 */
export function replaceFile(file: string, text: string, mode?: number): void {
  const target = targetOf(file);
  const draft = `${target}.${process.pid}.draft`;
  try {
    fs.mkdirSync(dirname(target), { recursive: true });
    const descriptor = fs.openSync(draft, 'w', mode ?? modeOf(target));
    try {
      fs.writeFileSync(descriptor, text);
      // The mode of opening is cut by the umask.
      fs.fchmodSync(descriptor, mode ?? modeOf(target));
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(draft, target);
  } catch (cause) {
    fs.rmSync(draft, { force: true });
    throw new PorinError('configuration', `Cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'The file and its folder have to be writable for you',
      cause,
    });
  }
}

/** The text of a file; undefined when there is none. Errors: `configuration`. */
export function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PorinError('configuration', `Cannot read ${file}: ${message}`, {
      hint: 'It has to be a file that you may read',
      cause,
    });
  }
}

function modeOf(file: string): number {
  return (fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777;
}

/** Where a link leads, also one whose target is not there yet. */
function targetOf(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    // It is not there yet, or its link leads nowhere: the link is replaced then.
    return file;
  }
}
