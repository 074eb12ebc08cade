import type { Globals } from './globals.ts';
import type { CliIo, OutputStream } from './io.ts';
import { prettyJson } from './term/json.ts';
import { cellText, isRecord, renderRecord, valueAt } from './term/record.ts';
import { withSpinner } from './term/spinner.ts';
import { type Style, styleFor } from './term/style.ts';
import { renderTable } from './term/table.ts';
import { harmless, oneLine } from './term/width.ts';

export interface AnswerOptions {
  /** Columns of a table, or the fields of one thing that a person wants; all of them when absent. --json has everything. */
  readonly columns?: readonly string[] | undefined;
  /** What an empty list says. */
  readonly empty?: string;
}

/** Where a command's answers and talk go: data to stdout, talk to stderr. */
export interface Output {
  /** True when stdout must hold exactly one JSON document. */
  readonly isJson: boolean;
  readonly style: Style;
  /** The answer: one JSON document, or for a person as fits its shape. */
  answer(value: unknown, options?: AnswerOptions): void;
  /** The answer as JSON also for a person (an action's output). */
  json(value: unknown): void;
  /** The same on one line, for programs that read line by line. */
  jsonLine(value: unknown): void;
  /** Text or bytes as they are, for stdout. */
  raw(content: string | Uint8Array): void;
  /** A remark for a person, on stderr; silent with --json and --quiet. */
  note(text: string): void;
  /** A warning on stderr; silent with --json and --quiet. */
  warn(text: string): void;
  /** Shows on a terminal that something is under way. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

/** Makes the output of one command. */
export function createOutput(io: CliIo, globals: Pick<Globals, 'json' | 'quiet' | 'color'>): Output {
  // stderr is looked at only when something is said there: opening it takes time.
  const { stdout, env } = io;
  const color = globals.color === undefined ? {} : { color: globals.color };
  const style = styleFor({ isTty: stdout.isTTY === true && !globals.json, env, ...color });
  const silent = globals.json || globals.quiet;
  const say = (paint: (talk: Style) => string) => {
    if (silent) return;
    io.stderr.write(`${paint(styleFor({ isTty: io.stderr.isTTY === true, env, ...color }))}\n`);
  };
  const view = { style, now: io.now(), stdout };
  const json = (value: unknown) =>
    stdout.write(globals.json ? jsonText(value, stdout) : `${prettyJson(value ?? null, style)}\n`);
  return {
    isJson: globals.json,
    style,
    json: (value) => void json(value),
    jsonLine: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    raw: (content) => void stdout.write(content),
    answer: (value, options = {}) => {
      if (globals.json) json(value);
      else if (globals.quiet && idsIn(value) !== undefined)
        stdout.write(idsIn(value) === '' ? '' : `${idsIn(value)}\n`);
      else if (value !== undefined && value !== null) stdout.write(renderAnswer(value, view, options));
    },
    note: (text) => say((talk) => talk.paint('gray', text)),
    warn: (text) => say((talk) => `${talk.paint('yellow', 'warning:')} ${text}`),
    during: (text, work) => {
      const enabled = !silent && io.stderr.isTTY === true && env['TERM'] !== 'dumb';
      return enabled ? withSpinner(io.stderr, text, work) : work();
    },
  };
}

/** The ids of an answer, one a line: all that a script wants of it. Undefined when it has none. */
function idsIn(value: unknown): string | undefined {
  const items = itemsOf(value);
  const ids = (items ?? [value]).map((item) =>
    isRecord(item) ? (item['id'] ?? item['key'] ?? item['requestId']) : undefined,
  );
  return ids.every((id) => typeof id === 'string') ? ids.map((id) => oneLine(String(id))).join('\n') : undefined;
}

function itemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  const items = isRecord(value) && Array.isArray(value['items']) ? value['items'] : value;
  return Array.isArray(items) && items.every(isRecord) ? items : undefined;
}

/** An answer for a person: a table of items, the fields of one thing, or JSON for anything else. */
function renderAnswer(
  value: unknown,
  view: { style: Style; now: number; stdout: OutputStream },
  options: AnswerOptions,
): string {
  const { style, now, stdout } = view;
  const width = stdout.isTTY ? stdout.columns || 80 : undefined;
  const cells = { now, relative: stdout.isTTY === true };
  const items = itemsOf(value);
  if (items) {
    if (items.length === 0) return `${options.empty ?? 'nothing yet'}\n`;
    const names = columnsWithContent(options.columns ?? columnsOf(items), items, width !== undefined);
    const rows = items.map((item) => names.map((name) => cellText(valueAt(item, name), cells, name)));
    const table = renderTable(names, rows, { style, width });
    // Too narrow for what must not be cut: one below the other.
    return (
      table ??
      items.map((item) => renderRecord(item, { ...cells, style, width, fields: names, isListed: true })).join('\n')
    );
  }
  if (isRecord(value)) return renderRecord(value, { ...cells, style, width, fields: options.columns ?? [] });
  return typeof value === 'string' ? `${harmless(value)}\n` : `${prettyJson(value, style)}\n`;
}

/** One JSON document: indented where a person looks, compact for programs, whose context it fills. */
export function jsonText(value: unknown, stream: OutputStream): string {
  return `${JSON.stringify(value ?? null, null, stream.isTTY === true ? 2 : undefined)}\n`;
}

/** Without the columns in which nothing stands; a pipe gets them all, so that its columns are the same every time. */
function columnsWithContent(
  names: readonly string[],
  items: readonly Readonly<Record<string, unknown>>[],
  isForPerson: boolean,
): readonly string[] {
  const filled = names.filter((name) => items.some((item) => (valueAt(item, name) ?? '') !== ''));
  return isForPerson && filled.length > 0 ? filled : names;
}

/** Columns for items that nobody described: the members that fit into a cell, at most six. */
function columnsOf(items: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  return [...names]
    .filter((name) => items.some((item) => typeof item[name] !== 'object' && item[name] !== undefined))
    .slice(0, 6);
}
