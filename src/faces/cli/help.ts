import { errorKinds, exitCodes, PorinError } from '../../kernel/errors.ts';
import { type CommandEntry, takesOf } from './commands-table.ts';
import { exitCodeMeanings } from './exit-code-meanings.ts';
import type { Flag } from './flags.ts';
import { globalFlags } from './globals.ts';
import { helpTopics } from './help-topics.ts';
import type { CliIo } from './io.ts';
import { describeShape, unknownCommand } from './parse.ts';
import { type Style, styleFor } from './term/style.ts';
import { pad, wrap, wrapCommand } from './term/width.ts';
import { topicText } from './topic-text.ts';

export interface HelpRequest {
  readonly words: readonly string[];
  readonly entry: CommandEntry | undefined;
  readonly asksHelp: boolean;
  readonly table: readonly CommandEntry[];
  readonly io: CliIo;
}

/**
 * Shows help for what was typed and gives back the exit code.
 * Errors: `bad_request` for a word that is no command, and for a group without its second word.
 */
export function showHelp(request: HelpRequest): number {
  const { io, table } = request;
  const words = request.words[0] === 'help' ? request.words.slice(1) : request.words;
  const style = styleFor({ isTty: io.stdout.isTTY === true, env: io.env });
  const name = words.join(' ');
  const entry = request.entry ?? table.find((candidate) => candidate.words === name);
  if (words.length === 0) io.stdout.write(overview(request, style));
  else if (name === 'exit-codes') io.stdout.write(exitCodesTable(io, style));
  else if (name === 'flags') io.stdout.write(commonFlags(io));
  else if (!entry && isTopic(name))
    io.stdout.write(topicText(name, { width: widthOf(io), style, program: io.program }));
  else if (entry) io.stdout.write(commandHelp(entry, io, style) + furtherCommands(entry, table, { io, style }));
  else {
    const members = table.filter((candidate) => candidate.words.startsWith(`${name} `));
    if (members.length === 0) throw unknown(words, request);
    if (!request.asksHelp) throw incomplete(name, members, io);
    io.stdout.write(`${style.paint('bold', `${io.program} ${name} …`)}\n\n${commandLines(members, io, style)}`);
  }
  return exitCodes.ok;
}

function isTopic(name: string): name is Exclude<keyof typeof helpTopics, 'flags' | 'exit-codes'> {
  return Object.hasOwn(helpTopics, name);
}

/** The commands whose names begin with this one: `mcp install` in the help of `mcp`. */
function furtherCommands(
  { words }: CommandEntry,
  table: readonly CommandEntry[],
  { io, style }: { readonly io: CliIo; readonly style: Style },
): string {
  const members = table.filter((candidate) => candidate.words.startsWith(`${words} `));
  return members.length === 0 ? '' : `\n${style.paint('bold', 'Commands:')}\n${commandLines(members, io, style)}`;
}

function commandHelp(entry: CommandEntry, io: CliIo, style: Style): string {
  const takes = takesOf(entry);
  const own = new Set(takes.flags.map(({ name }) => name));
  const shape = {
    name: `${io.program} ${entry.words}`,
    arguments: takes.arguments,
    flags: takes.flags,
    globals: [],
  };
  const examples = takes.examples.map((line) => exampleLine(line, io)).join('');
  const shown = examples === '' ? '' : `${style.paint('bold', 'Examples:')}\n${examples}\n`;
  const width = widthOf(io);
  const common = globalFlags.filter(({ name }) => !own.has(name));
  const paragraphs = [entry.summary, ...(takes.description === undefined ? [] : ['', takes.description])];
  const text = paragraphs.map((paragraph) => wrap(paragraph, width)).join('\n');
  const isRead = takes.flags.some(({ kind, isText }) => isText || kind === 'json' || kind === 'any');
  const files = isRead
    ? `${wrap(`JSON and text also as @file, or - for standard input (${io.program} help input)`, width, 2)}\n`
    : '';
  return `${text}\n\n${shown}${describeShape(shape, width)}\n${files}${commonLine(common, io)}\n`;
}

/** The flags of every command in a few words; `help flags` has the rest. */
function commonLine(flags: readonly Flag[], io: CliIo): string {
  const names = flags.map(({ name, declined }) => `--${declined ? 'no-' : ''}${name}`).join(' ');
  return wrap(`Common flags: ${names} (${io.program} help flags explains)`, widthOf(io), 2);
}

function commonFlags(io: CliIo): string {
  const shape = { name: `${io.program} COMMAND`, arguments: [], flags: [], globals: globalFlags };
  return describeShape(shape, widthOf(io)).replace(/^Usage:.*\n\n/, '');
}

function overview({ table, io }: HelpRequest, style: Style): string {
  const bold = (text: string) => style.paint('bold', text);
  const topics = Object.keys(helpTopics).join(', ');
  const examples = [
    'porin up --apps sandbox                                   start the gateway and its sandboxes',
    'porin connection ensure "https://app.example.com/" --json',
    'porin action list --connectionId=CONNECTION_ID --intent "schedule a webinar"',
    `porin action run ACTION --connectionId=CONNECTION_ID --input '{"key": "value"}'`,
  ];
  return [
    wrap(
      `${bold(io.program)} ${io.version}: connects apps, finds actions and runs them through your own gateway.`,
      widthOf(io),
    ),
    '',
    `${bold('Examples:')}`,
    examples.map((line) => exampleLine(line, io)).join(''),
    `${bold('Commands:')}`,
    commandLines(table, io, style),
    commonLine(globalFlags, io),
    wrap(`${io.program} COMMAND --help tells more; ${io.program} help TOPIC explains ${topics}.`, widthOf(io)),
    '',
  ].join('\n');
}

/** An example as it is typed; in a narrow terminal on several lines, which a shell takes as one. */
function exampleLine(line: string, io: CliIo): string {
  const text = asProgram(line, io);
  return `  ${io.stdout.isTTY ? wrapCommand(text, widthOf(io) - 2, 4) : text}\n`;
}

/** Wide lines are hard to read, and a pipe has no width. */
function widthOf({ stdout }: CliIo): number {
  return Math.min(stdout.columns || (stdout.isTTY ? 80 : 100), 120);
}

function commandLines(entries: readonly CommandEntry[], io: CliIo, style: Style): string {
  const left = Math.max(...entries.map(({ words }) => words.length)) + 4;
  const room = widthOf(io) - left;
  // Beside the names there has to be room for some words; else they stand below.
  const isBeside = room >= 24;
  const indent = isBeside ? left : 6;
  return entries
    .map(({ words, summary }) => {
      const text = wrap(summary, isBeside ? room : widthOf(io) - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
      const name = style.paint('cyan', isBeside ? pad(words, left - 2) : words);
      return `  ${name}${isBeside ? '' : `\n${' '.repeat(indent)}`}${text}\n`;
    })
    .join('');
}

function exitCodesTable(io: CliIo, style: Style): string {
  const rows = Object.entries(exitCodes).map(([name, code]) => {
    const codes = Object.entries(errorKinds).filter(([, kind]) => kind.exitCode === code);
    const list = wrap(codes.map(([error]) => error).join(', '), widthOf(io) - 5).replaceAll('\n', '\n     ');
    const errors = codes.length === 0 ? '' : `\n     ${style.paint('gray', list)}`;
    // Object.entries widens the keys to string.
    const meaning = wrap(exitCodeMeanings[name as keyof typeof exitCodes], widthOf(io) - 5).replaceAll('\n', '\n     ');
    return `${String(code).padStart(3)}  ${meaning}${errors}`;
  });
  return `${style.paint('bold', wrap('Exit codes, and the error codes that lead to them:', widthOf(io)))}\n${rows.join('\n')}\n`;
}

function unknown(words: readonly string[], { table, io }: HelpRequest): PorinError {
  const group = words.slice(0, -1).join(' ');
  const prefix = group === '' ? '' : `${group} `;
  const known = table
    .filter((entry) => entry.words.startsWith(prefix))
    .map((entry) => entry.words.slice(prefix.length).split(' ')[0] ?? '');
  const program = group === '' ? io.program : `${io.program} ${group}`;
  return unknownCommand({ program, group: prefix }, words.at(-1) ?? '', [...new Set([...known, 'help'])]);
}

function incomplete(name: string, members: readonly CommandEntry[], io: CliIo): PorinError {
  const next = members.map(({ words }) => words.slice(name.length + 1)).join(', ');
  return new PorinError('bad_request', `${io.program} ${name} is not complete`, { hint: `Go on with one of: ${next}` });
}

/** Examples are written for `porin`; under another name they say that one. */
function asProgram(line: string, io: CliIo): string {
  return line.replace(/(^|[|&] *)porin\b/g, `$1${io.program}`);
}
