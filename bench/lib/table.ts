import { meets, type Row } from './suite.ts';

/** The rows of all suites as a table for a terminal or a Markdown file. */
export function table(suites: readonly { readonly title: string; readonly rows: readonly Row[] }[]): string {
  const cells = suites.flatMap(({ title, rows }) =>
    rows.map((row) => [title, row.what, figure(row), goal(row), meets(row) ? '✓' : '✗', row.measured]),
  );
  const lines = [['suite', 'what', 'value', 'goal', '', 'measured'], ...cells];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  text.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return text.join('\n');
}

function figure({ value, unit }: Row): string {
  const text = value.toFixed(value >= 100 ? 0 : 2);
  return unit === '×' ? `${text}×` : `${text} ${unit}`;
}

function goal({ goal, unit }: Row): string {
  const space = unit === '×' ? '' : ' ';
  return 'atMost' in goal ? `≤ ${goal.atMost}${space}${unit}` : `≥ ${goal.atLeast}${space}${unit}`;
}
