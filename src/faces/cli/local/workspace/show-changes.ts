import type { CliContext } from '../../context.ts';
import { harmless } from '../../term/width.ts';

/** What happened, or would happen, to the element in a folder. */
export interface Change {
  readonly path: string;
  readonly change:
    | 'created'
    | 'updated'
    | 'removed'
    | 'archived'
    | 'kept'
    | 'conflict'
    | 'create'
    | 'update'
    | 'archive';
}

const formats = {
  created: 'green',
  create: 'green',
  updated: 'yellow',
  update: 'yellow',
  removed: 'red',
  archived: 'red',
  archive: 'red',
  conflict: 'red',
  kept: 'gray',
} as const;

/** Shows changes, one a line; `none` is what is said when there is none. */
export function showChanges({ out, globals }: CliContext, items: readonly Change[], none: string): void {
  if (out.isJson) {
    out.json({ items });
    return;
  }
  if (items.length === 0) out.note(none);
  for (const { path, change } of items) {
    out.raw(
      globals.quiet
        ? `${harmless(path)}\n`
        : `${out.style.paint(formats[change], change.padEnd(9))}${harmless(path)}\n`,
    );
  }
}
