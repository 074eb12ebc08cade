const contextLines = 3;
// Two texts of 2,000 different lines each: beyond that nobody reads line by line.
const largestTable = 4_000_000;

type Edit = readonly [mark: ' ' | '-' | '+', line: string];

/** The difference of two texts as `diff -u` shows it; empty when there is none. Undefined texts are files that are not there. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string[] {
  if (before === after) return [];
  const edits = editsOf(linesOf(before), linesOf(after));
  const head = [
    `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
    `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
  ];
  return [...head, ...hunks(edits)];
}

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) !== '') return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
  return lines.slice(0, -1);
}

function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (lines: readonly string[]): Edit[] => lines.map((line) => [' ', line]);
  const middle = middleEdits(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

/** By the longest common subsequence. */
function middleEdits(before: readonly string[], after: readonly string[]): Edit[] {
  const width = after.length + 1;
  if ((before.length + 1) * width > largestTable) {
    return [...before.map((line): Edit => ['-', line]), ...after.map((line): Edit => ['+', line])];
  }
  const table = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push([' ', before[i++] ?? '']);
      j++;
    } else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1)))
      edits.push(['-', before[i++] ?? '']);
    else edits.push(['+', after[j++] ?? '']);
  }
  return edits;
}

function hunks(edits: readonly Edit[]): string[] {
  const lines: string[] = [];
  let [old, fresh, index] = [1, 1, 0];
  while (index < edits.length) {
    const from = edits.findIndex(([mark], place) => place >= index && mark !== ' ');
    if (from === -1) break;
    let to = from;
    // Changes closer than two contexts share a hunk.
    for (let place = from; place < edits.length && place - to <= 2 * contextLines; place++)
      if (edits[place]?.[0] !== ' ') to = place;
    const start = Math.max(from - contextLines, index);
    old += start - index;
    fresh += start - index;
    const hunk = edits.slice(start, to + 1 + contextLines);
    const [oldCount, newCount] = (['+', '-'] as const).map((other) => hunk.filter(([mark]) => mark !== other).length);
    lines.push(
      `@@ -${oldCount === 0 ? old - 1 : old},${oldCount} +${newCount === 0 ? fresh - 1 : fresh},${newCount} @@`,
    );
    lines.push(...hunk.map(([mark, line]) => mark + line));
    old += oldCount ?? 0;
    fresh += newCount ?? 0;
    index = start + hunk.length;
  }
  return lines;
}
