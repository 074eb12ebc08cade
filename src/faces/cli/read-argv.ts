import { normalizeArgv, valueName } from './argv.ts';
import type { Flag } from './flags.ts';
import type { CommandShape, ParsedArgv } from './parse.ts';

/**
 * Reads the words after a command when nothing about them is unusual; undefined when something is, and the full parser
 * has to look. It exists because that parser costs a third of a command's start; a test holds the two to one meaning.
 */
export function readArgv(shape: CommandShape, argv: readonly string[]): ParsedArgv | undefined {
  const flags = [...shape.flags, ...shape.globals];
  const words = normalizeArgv(argv, flags);
  const given: Record<string, string | boolean | readonly string[]> = {};
  const positionals: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const read = readFlag(word, flags);
    const value = read?.needsNext ? words.shift() : read?.value;
    if (!read || value === undefined) return undefined;
    const { name, repeatable } = read.flag;
    const before = given[name];
    // A flag that carried a value once keeps it when it also stands alone.
    if (read.flag.optionalValue && value === true && before !== undefined) continue;
    given[name] = repeatable && typeof value === 'string' ? [...(Array.isArray(before) ? before : []), value] : value;
  }
  const required = shape.arguments.filter(({ optional }) => !optional).length;
  const fits = positionals.length >= required && positionals.length <= shape.arguments.length;
  if (!fits || shape.arguments.some(({ variadic }) => variadic)) return undefined;
  const named = shape.arguments.map((argument, index) => [argument.name, positionals[index]] as const);
  return { arguments: Object.fromEntries(named), flags: given };
}

interface ReadFlag {
  readonly flag: Flag;
  readonly value?: string | boolean;
  /** The value is the next word. */
  readonly needsNext?: boolean;
}

function readFlag(word: string, flags: readonly Flag[]): ReadFlag | undefined {
  if (!word.startsWith('--')) {
    const flag = flags.find(({ short }) => short !== undefined && word === `-${short}`);
    return flag && (flag.kind === 'boolean' ? { flag, value: true } : { flag, needsNext: true });
  }
  const equals = word.indexOf('=');
  const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
  const value = equals === -1 ? undefined : word.slice(equals + 1);
  for (const flag of flags) {
    if (flag.optionalValue && value !== undefined && name === valueName(flag)) return { flag, value };
    if (flag.kind === 'boolean' && value === undefined) {
      if (name === flag.name) return { flag, value: true };
      if (name === `no-${flag.name}` && !flag.optionalValue) return { flag, value: false };
    }
    if (flag.kind !== 'boolean' && name === flag.name)
      return value === undefined ? { flag, needsNext: true } : { flag, value };
  }
  return undefined;
}
