import { type Figure, figure, isAnswerable, isEmpty, measures, type Outcome } from './figures.ts';

/** A Markdown table of one query file: groups of queries in rows, for each engine. */
export function report(
  title: string,
  results: readonly { readonly engine: string; readonly outcomes: readonly Outcome[] }[],
): string {
  const head = ['engine', 'queries', 'n', ...Object.keys(measures), 'nothing found'];
  const rows = results.flatMap(({ engine, outcomes }) =>
    groupsOf(outcomes, engine === results[0]?.engine).map(({ name, own }) => rowOf(engine, name, own)),
  );
  return `## ${title}\n\n${table([head, ...rows])}`;
}

interface Group {
  readonly name: string;
  readonly own: readonly Outcome[];
}

/** All within an app, all of the whole catalogue, those that name an app there, each kind for the engine that this is about, and those without an answer. */
function groupsOf(outcomes: readonly Outcome[], isMain: boolean): Group[] {
  const answerable = outcomes.filter(isAnswerable);
  const inCatalog = ({ query }: Outcome) => query.scope === '*';
  const kinds = isMain ? [...new Set(answerable.map(({ query }) => query.kind))].sort() : [];
  const groups: Group[] = [
    { name: 'within an app', own: answerable.filter((one) => !inCatalog(one)) },
    { name: 'whole catalogue', own: answerable.filter(inCatalog) },
    {
      name: 'whole catalogue, app named',
      own: answerable.filter((one) => inCatalog(one) && one.query.kind === 'named-app'),
    },
    ...kinds.map((kind) => ({ name: kind, own: answerable.filter(({ query }) => query.kind === kind) })),
    { name: 'no right answer', own: outcomes.filter((one) => !isAnswerable(one)) },
  ];
  return groups.filter(({ own }) => own.length > 0);
}

function rowOf(engine: string, name: string, own: readonly Outcome[]): string[] {
  const hasAnswer = own.some(isAnswerable);
  const cells = Object.values(measures).map((measure) => (hasAnswer ? cell(figure(own, measure)) : ''));
  return [engine, name, String(own.length), ...cells, cell(figure(own, isEmpty))];
}

function cell({ value, low, high }: Figure): string {
  return `${short(value)} (${short(low)}–${short(high)})`;
}

function short(value: number): string {
  return value.toFixed(2).replace(/^0/, '');
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const text = lines.map((line) => `| ${line.map((one, column) => one.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  text.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return text.join('\n');
}
