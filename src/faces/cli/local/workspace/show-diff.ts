import { exitCodes } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { harmless } from '../../term/width.ts';
import type { Look } from './commands.ts';
import type { Compared } from './compare.ts';
import { filesOf } from './files.ts';
import { unifiedDiff } from './unified-diff.ts';

interface FileDiff {
  readonly path: string;
  readonly standing: Compared['standing'];
  readonly diff: string;
}

/** Shows how the files differ from the gateway: what a push would change. Ends with 1 when they do, as diff does. */
export function showDiff(context: CliContext, { project, compared }: Look): number {
  const { out, globals } = context;
  const alone = compared.filter(({ standing }) => standing === 'new-there').map(({ folder }) => folder);
  if (alone.length > 0)
    out.note(`on the gateway alone, and left so by a push: ${alone.join(', ')}; workspace pull fetches it`);
  const items = compared.flatMap((one) => diffsOf(project.root, one));
  if (out.isJson) out.json({ different: items.length > 0, items });
  else if (globals.quiet) for (const { path } of items) out.raw(`${harmless(path)}\n`);
  else
    for (const { diff } of items) for (const line of diff.split('\n')) out.raw(`${painted(context, harmless(line))}\n`);
  if (items.length === 0 && alone.length === 0) out.note('the files and the gateway are the same');
  return items.length > 0 ? exitCodes.failure : exitCodes.ok;
}

function diffsOf(root: string, { local, remote, standing }: Compared): FileDiff[] {
  // A push leaves alone what was never in the files.
  if (standing === 'same' || standing === 'gone' || standing === 'new-there') return [];
  // Both through the same writer, so that comments and line breaks make no difference.
  const [before, after] = [remote, local].map((side) => {
    const place = local?.place ?? side?.place;
    return new Map(side && place ? filesOf(root, place, side.spec).map(({ path, text }) => [path, text]) : []);
  });
  const paths = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...paths].flatMap((path) => {
    const lines = unifiedDiff(path, before?.get(path), after?.get(path));
    return lines.length === 0 ? [] : [{ path, standing, diff: lines.join('\n') }];
  });
}

function painted({ out: { style } }: CliContext, line: string): string {
  if (/^(---|\+\+\+) /.test(line)) return style.paint('bold', line);
  if (line.startsWith('@@')) return style.paint('cyan', line);
  if (line.startsWith('-')) return style.paint('red', line);
  return line.startsWith('+') ? style.paint('green', line) : line;
}
