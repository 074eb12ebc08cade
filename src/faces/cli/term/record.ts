import { prettyJson } from './json.ts';
import { type Style, stateFormat } from './style.ts';
import { duration, relativeTime } from './time.ts';
import { cutTo, displayWidth, harmless, oneLine, pad, wrap } from './width.ts';

export interface CellOptions {
  /** Epoch milliseconds, for relative times. */
  readonly now: number;
  /** Times as `3 min ago`; otherwise as they are. */
  readonly relative: boolean;
}

/** One value as plain text on one line; its name tells whether it is a length of time. */
export function cellText(value: unknown, options: CellOptions, name = ''): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' && options.relative && /(^duration|Ms)$/.test(name)) return duration(value);
  if (typeof value === 'string')
    // How late a clock says it is, seen from now, would always be `now`.
    return (
      (options.relative && name !== 'now' && !name.endsWith('.now') ? relativeTime(value, options.now) : undefined) ??
      oneLine(value)
    );
  if (typeof value === 'object') {
    const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
    if (isList) return oneLine(value.join(', '));
    const members = Object.entries(value);
    const isFlat =
      members.length > 0 && members.length <= 4 && members.every(([, member]) => typeof member !== 'object');
    return oneLine(
      isFlat && options.relative ? members.map((pair) => pair.join(' ')).join(', ') : JSON.stringify(value),
    );
  }
  return String(value);
}

/** The value at a field path such as `clientAction.uiUrl` or `items.0.key`. */
export function valueAt(item: unknown, path: string): unknown {
  const step = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value[Number(name)];
    return isRecord(value) ? value[name] : undefined;
  };
  return path.split('.').reduce<unknown>(step, item);
}

/** True for objects that are not arrays. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface RecordOptions extends CellOptions {
  readonly style: Style;
  readonly fields: readonly string[];
  /** One of a list: its fields are named by the last word of their path, and a long text is cut. */
  readonly isListed?: boolean;
  /** Columns of the terminal; undefined when nobody looks, then nothing is wrapped or folded. */
  readonly width: number | undefined;
}

/** A longer piece of JSON is not read but passed over. */
const unfoldedLines = 16;

/** One item as `name  value` lines: the named fields, or all when none are; empty ones are left out, flat objects are spread. */
export function renderRecord(item: Readonly<Record<string, unknown>>, options: RecordOptions): string {
  const names = options.fields.length > 0 ? options.fields : Object.keys(item);
  const fields = names.flatMap((name) => spread(name, valueAt(item, name))).filter(([, value]) => !isEmpty(value));
  const labels = options.isListed ? lastWords(fields.map(([name]) => name)) : fields.map(([name]) => name);
  const width = Math.max(0, ...labels.map((label) => displayWidth(oneLine(label)))) + 2;
  const lines = fields.map(([name, value], index) => {
    const label = options.style.paint('gray', pad(oneLine(labels[index] ?? name), width));
    return label + indent(fieldText(value, { ...options, width: options.width && options.width - width }, name), width);
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The last name of each path, or the whole path where two would read the same. */
export function lastWords(paths: readonly string[]): string[] {
  const last = (path: string) => path.split('.').at(-1) ?? path;
  return paths.map((path) => (paths.filter((other) => last(other) === last(path)).length === 1 ? last(path) : path));
}

/** `clientAction` of three texts as three fields; anything deeper stays one. */
function spread(name: string, value: unknown): (readonly [string, unknown])[] {
  const isFlat =
    isRecord(value) && Object.values(value).every((member) => typeof member !== 'object' || member === null);
  if (!isFlat || Object.keys(value).length > 8) return [[name, value]];
  return Object.entries(value).map(([member, inner]) => [`${name}.${member}`, inner] as const);
}

function fieldText(value: unknown, options: RecordOptions, name: string): string {
  if (typeof value === 'object' && value !== null) return nested(value, options);
  const text = typeof value === 'string' && !options.relative ? harmless(value) : cellText(value, options, name);
  const format = stateFormat(text);
  if (format) return options.style.paint(format, text);
  // A word is whole: an id, an address.
  const isCut = options.isListed && options.width !== undefined && text.includes(' ');
  return isCut ? cutTo(text, Math.max(options.width ?? 0, 20)) : wrapTo(options.width, text);
}

function wrapTo(width: number | undefined, text: string): string {
  return width === undefined ? text : wrap(text, Math.max(width, 20));
}

function nested(value: object, options: RecordOptions): string {
  const flat = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  if (flat) return cellText(value, options);
  const members = Object.entries(value);
  if (options.relative && !Array.isArray(value) && members.every(([, member]) => typeof member !== 'object'))
    return wrapTo(options.width, members.map((pair) => pair.join(' ')).join(', '));
  const lines = prettyJson(value, options.style).split('\n');
  if (options.width === undefined || lines.length <= unfoldedLines) return lines.join('\n');
  const rest = lines.length - unfoldedLines + 1;
  return [
    ...lines.slice(0, unfoldedLines - 1),
    options.style.paint('gray', `… ${rest} more lines, whole with --json`),
  ].join('\n');
}

function indent(text: string, width: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(width)}`);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
