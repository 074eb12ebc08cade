import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Takes generated files and either writes what differs or only notes it. */
export class Output {
  readonly root: string;
  readonly check: boolean;
  /** Files that differ from what they should be, one line each. */
  readonly differences: string[] = [];
  /** What was done about them; empty when only checking. */
  readonly changes: string[] = [];
  readonly #files = new Set<string>();

  constructor(root: string, check: boolean) {
    this.root = root;
    this.check = check;
  }

  /** Sets a file's whole content. */
  put(file: string, content: string): void {
    this.#files.add(file);
    const path = join(this.root, file);
    const present = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    if (present === content) return;
    this.differences.push(
      present === undefined ? `${file} is missing` : `${file} ${firstDifference(present, content)}`,
    );
    if (this.check) return;
    mkdirSync(dirname(path), { recursive: true });
    // Renamed into place, so that a program starting meanwhile never reads half a file.
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, content);
    renameSync(draft, path);
    this.changes.push(`wrote ${file}`);
  }

  /** Removes those of the given files that were not put: what they described is gone. */
  sweep(files: readonly string[]): void {
    for (const file of files) {
      if (this.#files.has(file)) continue;
      this.differences.push(`${file} describes something that no longer exists`);
      if (this.check) continue;
      rmSync(join(this.root, file));
      this.changes.push(`removed ${file}`);
    }
  }
}

function firstDifference(present: string, wanted: string): string {
  const have = present.split('\n');
  const want = wanted.split('\n');
  const line = want.findIndex((text, index) => text !== have[index]);
  const at = line === -1 ? want.length : line;
  return `differs from line ${at + 1}:\n    has   ${(have[at] ?? '(end)').slice(0, 160)}\n    wants ${(want[at] ?? '(end)').slice(0, 160)}`;
}
