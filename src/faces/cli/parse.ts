import { Command, CommanderError, Option } from 'commander';
import type { CommandArgument } from '../../kernel/command.ts';
import { PorinError } from '../../kernel/errors.ts';
import { normalizeArgv, valueName } from './argv.ts';
import type { Flag } from './flags.ts';
import { pad, wrap } from './term/width.ts';

/** What a command takes. The only file that knows commander. */
export interface CommandShape {
  /** As typed, with the program: `porin action run`. */
  readonly name: string;
  readonly arguments: readonly CommandArgument[];
  readonly flags: readonly Flag[];
  readonly globals: readonly Flag[];
}

export interface ParsedArgv {
  readonly arguments: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** By flag name; only what was given. */
  readonly flags: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** Reads the words after a command. Errors: `bad_request` for what it does not take, with the nearest flag as hint. */
export function parseArgv(shape: CommandShape, argv: readonly string[]): ParsedArgv {
  const command = buildCommand(shape);
  let positionals: Record<string, string | string[] | undefined> = {};
  command.action(() => {
    positionals = Object.fromEntries(
      shape.arguments.map((argument, index) => [argument.name, command.processedArgs[index]]),
    );
  });
  try {
    command.parse(normalizeArgv(argv, [...shape.flags, ...shape.globals]), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isExcess = error.code === 'commander.excessArguments';
    const known = isExcess ? (tornJson(command, shape.flags) ?? looseValue(shape.flags, argv)) : undefined;
    throw known ?? usageError(error.message, `${shape.name} --help shows what it takes`);
  }
  const read = (name: string): readonly [unknown, boolean] => {
    const attribute = new Option(`--${name}`).attributeName();
    return [command.getOptionValue(attribute), command.getOptionValueSource(attribute) === 'cli'];
  };
  const given = [...shape.flags, ...shape.globals].flatMap((flag) => {
    const names = flag.optionalValue ? [valueName(flag), flag.name] : [flag.name];
    const [found] = names.map(read).filter(([, isGiven]) => isGiven);
    // Options hold what optionOf lets in: text, a list of texts, or a boolean.
    return found ? [[flag.name, found[0] as string | boolean | string[]] as const] : [];
  });
  return { arguments: positionals, flags: Object.fromEntries(given) };
}

/** The word after a flag that may stand alone: it takes its value with `=` only, or `--tenant complete` would have two meanings. */
function looseValue(flags: readonly Flag[], argv: readonly string[]): PorinError | undefined {
  for (const { name, optionalValue } of flags) {
    const next = argv[argv.indexOf(`--${name}`) + 1];
    if (!optionalValue || !argv.includes(`--${name}`) || next === undefined || next.startsWith('-')) continue;
    return new PorinError('bad_request', `${JSON.stringify(next)} after --${name} is one word too many`, {
      hint: `A value of --${name} follows an equals sign: --${name}=${/^[\w.-]+$/.test(next) ? next : 'VALUE'}; a command stands before its flags`,
    });
  }
  return undefined;
}

/** JSON without its quotes, whose first word went to the flag while the others became arguments: what skills in translation print. */
function tornJson(command: Command, flags: readonly Flag[]): PorinError | undefined {
  const torn = flags.find((flag) => {
    const value: unknown = command.getOptionValue(new Option(`--${flag.name}`).attributeName());
    return flag.kind === 'json' && typeof value === 'string' && /^\s*[{[]/.test(value) && !isJson(value);
  });
  if (!torn) return undefined;
  return new PorinError('bad_request', `The shell took the JSON of --${torn.name} apart: its quotes are missing`, {
    hint: `Put it in single quotes: --${torn.name} '{"key": "value"}', or give --${torn.name} @file.json`,
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // What JSON.parse cannot read is none; that is the answer.
    return false;
  }
}

/** The part of a command's help that lists arguments and flags. */
export function describeShape(shape: CommandShape, width: number): string {
  const command = buildCommand(shape);
  command.configureHelp({
    helpWidth: width,
    formatItem: (term, termWidth, description) => helpItem({ term, termWidth, description }, width),
    commandUsage: () => wrap(usageLine(shape), width - 'Usage: '.length, 7),
    visibleCommands: () => [],
  });
  return command.helpInformation();
}

const leastRoom = 24;

/** A flag or argument with its meaning beside it, or below where there is no room for some words. */
function helpItem(
  { term, termWidth, description }: { readonly term: string; readonly termWidth: number; readonly description: string },
  width: number,
): string {
  if (description === '') return `  ${term}`;
  const left = termWidth + 4;
  const isBeside = width - left >= leastRoom;
  const indent = isBeside ? left : 6;
  const text = wrap(description, width - indent).replaceAll('\n', `\n${' '.repeat(indent)}`);
  return isBeside ? `  ${pad(term, termWidth)}  ${text}` : `  ${term}\n${' '.repeat(indent)}${text}`;
}

function usageLine(shape: CommandShape): string {
  const words = shape.arguments.map(({ name, optional, variadic }) => {
    const dots = variadic ? '...' : '';
    return optional ? `[${name}${dots}]` : `<${name}${dots}>`;
  });
  return [shape.name, ...words, '[flags]'].join(' ');
}

/** The refusal of a word that is no command, with the nearest one that is; `group` are the words before it. */
export function unknownCommand(
  { program, group }: { readonly program: string; readonly group: string },
  word: string,
  known: readonly string[],
): PorinError {
  const message = `Unknown command '${word}'`;
  const begun = known.filter((name) => word.length > 1 && name.startsWith(`${word}-`));
  if (begun.length > 0) return new PorinError('bad_request', message, { hint: didYouMean(group, begun) });
  const command = silent(new Command(program));
  for (const name of known) command.addCommand(silent(new Command(name)));
  command.helpCommand(false);
  try {
    command.parse([word], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const nearest = /\(Did you mean (?:one of )?(.+)\?\)/.exec(error.message)?.[1];
    if (nearest !== undefined)
      return new PorinError('bad_request', message, { hint: didYouMean(group, nearest.split(', ')) });
  }
  return new PorinError('bad_request', message, { hint: `${program} --help lists the commands` });
}

function didYouMean(group: string, names: readonly string[]): string {
  return `Did you mean ${names.map((name) => group + name).join(' or ')}?`;
}

function buildCommand(shape: CommandShape): Command {
  const command = silent(new Command(shape.name));
  command.allowExcessArguments(false).helpOption(false);
  for (const { name, description, optional, variadic } of shape.arguments) {
    const dots = variadic ? '...' : '';
    command.argument(optional ? `[${name}${dots}]` : `<${name}${dots}>`, description);
  }
  const own = new Set(shape.flags.map((flag) => flag.name));
  addFlags(command, shape.flags, 'Flags:');
  addFlags(
    command,
    shape.globals.filter((flag) => !own.has(flag.name)),
    'Flags of every command:',
  );
  return command;
}

function addFlags(command: Command, flags: readonly Flag[], group: string): void {
  for (const flag of flags) {
    command.addOption(
      optionOf(flag)
        .helpGroup(group)
        .hideHelp(flag.declined === true),
    );
    if (flag.optionalValue) command.addOption(new Option(`--${valueName(flag)} <value>`).hideHelp());
    if (flag.kind !== 'boolean' || flag.optionalValue) continue;
    const negation = new Option(`--no-${flag.name}`, flag.description).helpGroup(group);
    command.addOption(negation.hideHelp(flag.declined !== true));
  }
}

function optionOf(flag: Flag): Option {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const placeholder =
    flag.value ??
    (flag.kind === 'json' ? 'json' : flag.kind === 'number' || flag.kind === 'integer' ? 'number' : 'text');
  const value = flag.kind === 'boolean' ? '' : ` <${placeholder}>`;
  const notes = [
    ...(flag.choices ? [`one of ${flag.choices.join(', ')}`] : []),
    ...(flag.default === undefined || flag.declined ? [] : [`default ${flag.default}`]),
    ...(flag.repeatable ? ['repeatable'] : []),
  ];
  const option = new Option(
    `${short}--${flag.name}${value}`,
    flag.description + (notes.length === 0 ? '' : ` (${notes.join('; ')})`),
  );
  if (flag.repeatable) option.argParser((text: string, previous: string[] | undefined) => [...(previous ?? []), text]);
  return option;
}

function silent(command: Command): Command {
  return command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
}

function usageError(message: string, fallback: string): PorinError {
  const [what = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').replace(/^\(|\)$/g, '');
  return new PorinError(
    'bad_request',
    what.replace(/^./, (letter) => letter.toUpperCase()),
    { hint: suggestion === '' ? fallback : suggestion },
  );
}
